package io.openclaw.bridge.telemetry;

/// Who is told of messages on their way.
public record Telemetry(Spans spans, SendLog log) {
    /// No traces; the log as it is by default.
    public static final Telemetry UNTRACED = new Telemetry(Spans.OFF, new SendLog(SessionKeyForm.HASHED));
}
