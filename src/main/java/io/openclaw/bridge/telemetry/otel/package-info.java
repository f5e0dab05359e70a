/// Spans by OpenTelemetry. Not in the client jar.
@NullMarked
package io.openclaw.bridge.telemetry.otel;

import org.jspecify.annotations.NullMarked;
