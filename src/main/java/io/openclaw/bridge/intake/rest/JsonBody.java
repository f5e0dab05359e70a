package io.openclaw.bridge.intake.rest;

import io.openclaw.bridge.intake.rest.Violation.In;
import io.openclaw.bridge.notification.Flaw;
import io.openclaw.bridge.notification.NotificationException;
import io.openclaw.bridge.notification.request.JsonObject;
import java.util.Map;

/// The body of a request as one JSON object of plain Java values.
public final class JsonBody {
    private JsonBody() {}

    /// @throws ProblemException (400) naming the place and the remedy
    public static Map<String, Object> object(byte[] body) {
        try {
            return JsonObject.read(body);
        } catch (NotificationException.Invalid e) {
            Flaw flaw = e.flaws().getFirst();
            throw Violations.of(flaw.field(), flaw.message(), In.BODY);
        }
    }
}
