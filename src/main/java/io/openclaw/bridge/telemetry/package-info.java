/// What people see of a message on its way besides counters: its spans and its lines in the log. Plain Java, so that every
/// room may tell; only `telemetry.otel` knows OpenTelemetry.
@NullMarked
package io.openclaw.bridge.telemetry;

import org.jspecify.annotations.NullMarked;
