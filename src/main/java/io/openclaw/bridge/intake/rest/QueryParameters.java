package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.request.Moments;
import io.openclaw.bridge.notification.request.Texts;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Takes the parameters out of a query, one by one, and notes what is wrong with each. What nobody took is unknown: a
/// `?dryRun=true` that was ignored would be a message that nobody wanted to send.
public final class QueryParameters {
    private static final int MAX_VALUE = 512;

    private final @Nullable MultiMap parameters;
    private final Violations violations;
    private final Set<String> known = new LinkedHashSet<>();

    public QueryParameters(RoutingContext request, Violations violations) {
        this.parameters = request.request().query() == null ? null : request.queryParams();
        this.violations = violations;
    }

    /// For calls that have none.
    ///
    /// @throws ProblemException (400) where there is one
    public static void refuseAny(RoutingContext request) {
        Violations violations = new Violations("done");
        new QueryParameters(request, violations).refuseUnknown();
        violations.throwIfAny();
    }

    public @Nullable String text(String name) {
        known.add(name);
        List<String> values = parameters == null ? List.of() : parameters.getAll(name);
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            add(name, "must be sent once, not " + values.size() + " times");
            return null;
        }
        String flaw = Texts.idFlaw(values.getFirst(), MAX_VALUE);
        if (flaw != null) {
            add(name, flaw);
            return null;
        }
        return values.getFirst();
    }

    public boolean flag(String name) {
        String value = text(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            add(name, "must be true or false");
        }
        return "true".equals(value);
    }

    public int integer(String name, int least, int most, int absent) {
        String value = text(name);
        if (value == null) {
            return absent;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        add(name, "must be a whole number, " + least + " … " + most);
        return absent;
    }

    public @Nullable Instant instant(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        Instant instant = Moments.parse(value);
        if (instant == null) {
            add(name, Moments.FLAW + "; write the + of a zone as %2B");
        }
        return instant;
    }

    /// A status.
    @Nullable
    Word status(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        for (Word word : Word.values()) {
            if (word.wire().equals(value)) {
                return word;
            }
        }
        add(
                name,
                "must be one of " + Arrays.stream(Word.values()).map(Word::wire).collect(Collectors.joining(", ")));
        return null;
    }

    /// The only word that it may have.
    public boolean word(String name, String only) {
        String value = text(name);
        if (value != null && !value.equals(only)) {
            add(name, "may only be " + only);
        }
        return value != null;
    }

    /// To be called last.
    public void refuseUnknown() {
        if (parameters == null) {
            return;
        }
        for (String name : parameters.names()) {
            if (!known.contains(name)) {
                add(
                        Texts.excerpt(name),
                        "is not a parameter of this call"
                                + (known.isEmpty() ? ", which has none" : "; known are " + String.join(", ", known)));
            }
        }
    }

    private void add(String name, String message) {
        violations.add(name, message, In.QUERY);
    }
}
