/// The HTTP door: resources, wire records and the one place where every error becomes RFC 9457
/// problem+json.
///
/// Start at [io.openclaw.bridge.intake.rest.MessagesResource]. A request's body is read by
/// [io.openclaw.bridge.intake.rest.RequestBytes], parsed by
/// [io.openclaw.bridge.notification.request.JsonObject], checked by [io.openclaw.bridge.notification.request.Fields];
/// what the bridge answered is translated by
/// [io.openclaw.bridge.intake.rest.OutcomeProblems]. Everything runs on the event loop and must not
/// block.
@NullMarked
package io.openclaw.bridge.intake.rest;

import org.jspecify.annotations.NullMarked;
