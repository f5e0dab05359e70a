package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.notification.request.Fields;
import io.openclaw.bridge.notification.request.NotificationRequest;
import io.openclaw.bridge.notification.request.Texts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The caller's key, from the header or from the body.
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";
    static final String PROPERTY = NotificationRequest.IDEMPOTENCY_KEY;

    private IdempotencyKey() {}

    /// @param headers every value of the header
    /// @param fields of the body
    static @Nullable String of(List<String> headers, Fields fields, Violations violations) {
        return of(headers, fields.id(PROPERTY), violations);
    }

    /// @param inBody the one of the body; null where there is none
    static @Nullable String of(List<String> headers, @Nullable String inBody, Violations violations) {
        if (headers.isEmpty()) {
            return inBody;
        }
        if (headers.size() > 1) {
            violations.add(HEADER, "must be sent once, not " + headers.size() + " times", In.HEADER);
            return inBody;
        }
        String inHeader = headers.getFirst();
        String flaw = flaw(inHeader);
        if (flaw != null) {
            violations.add(HEADER, flaw, In.HEADER);
        } else if (inBody != null && !inBody.equals(inHeader)) {
            violations.add(
                    HEADER,
                    "differs from the body's " + PROPERTY + "; send one of them, or the same in both",
                    In.HEADER);
        }
        return inHeader;
    }

    private static @Nullable String flaw(String value) {
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
            return "must be printable ASCII, because HTTP headers carry nothing else faithfully; send other keys as "
                    + PROPERTY + " in the body";
        }
        return Texts.idFlaw(value, Fields.MAX_ID);
    }
}
