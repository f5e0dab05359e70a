package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.intake.rest.Violation.In;
import java.util.ArrayList;
import java.util.List;

/// Collects everything that is wrong, so that a caller can mend it in one go.
final class Violations {
    /// A caller mends the first ones first; a body of a thousand mistakes must not make an answer
    /// of a thousand lines.
    private static final int SHOWN = 20;

    private final List<Violation> found = new ArrayList<>(0);
    private int count;

    void add(String field, String message) {
        add(field, message, In.BODY);
    }

    void add(String field, String message, In in) {
        count++;
        if (found.size() < SHOWN) {
            found.add(new Violation(field, message, in));
        }
    }

    /// @throws ProblemException (400) if anything was found
    void throwIfAny() {
        if (count > 0) {
            throw toException();
        }
    }

    private ProblemException toException() {
        String detail = count == 1
                ? "1 thing is wrong with the request; nothing was sent."
                : count + " things are wrong with the request"
                        + (count > SHOWN ? ", the first " + SHOWN + " are listed" : "") + "; nothing was sent.";
        return new ProblemException(Problem.validation(detail, found));
    }

    /// For a flaw that makes looking for others pointless.

    static ProblemException of(String field, String message, In in) {
        Violations violations = new Violations();
        violations.add(field, message, in);
        return violations.toException();
    }
}
