/// What operators see: metrics, alerts, dashboards, logs, traces, health.
@org.jspecify.annotations.NullMarked
package io.openclaw.bridge.telemetry;
