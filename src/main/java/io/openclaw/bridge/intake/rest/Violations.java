package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.notification.request.Flaws;
import java.util.ArrayList;
import java.util.List;

/// Collects everything that is wrong, so that a caller can mend it in one go.
public final class Violations implements Flaws {
    /// A caller mends the first ones first; a body of a thousand mistakes must not make an answer
    /// of a thousand lines.
    private static final int SHOWN = 20;

    private final List<Violation> found = new ArrayList<>(0);
    private final String undone;
    private int count;

    public Violations() {
        this("sent");
    }

    /// @param undone what the request would have had done, as in `nothing was sent`
    public Violations(String undone) {
        this.undone = undone;
    }

    @Override
    public void add(String field, String message) {
        add(field, message, In.BODY);
    }

    public void add(String field, String message, In in) {
        count++;
        if (found.size() < SHOWN) {
            found.add(new Violation(field, message, in));
        }
    }

    /// @throws ProblemException (400) if anything was found
    public void throwIfAny() {
        if (count > 0) {
            throw toException();
        }
    }

    public int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /// With everything that was found.
    Problem problem() {
        String detail = count == 1
                ? "1 thing is wrong with the request; nothing was " + undone + "."
                : count + " things are wrong with the request"
                        + (count > SHOWN ? ", the first " + SHOWN + " are listed" : "") + "; nothing was "
                        + undone + ".";
        return Problem.validation(detail, found);
    }

    private ProblemException toException() {
        return new ProblemException(problem());
    }

    /// For a flaw that makes looking for others pointless.
    static ProblemException of(String field, String message, In in) {
        Violations violations = new Violations();
        violations.add(field, message, in);
        return violations.toException();
    }
}
