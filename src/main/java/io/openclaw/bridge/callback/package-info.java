/// Signed webhooks that tell a caller what became of its notification (Standard Webhooks, standardwebhooks.com).
///
/// Start at [io.openclaw.bridge.callback.CallbackSender] (what is sent when),
/// [io.openclaw.bridge.callback.CallbackTargets] (where nothing is ever sent to) and
/// [io.openclaw.bridge.callback.Callbacks] (how the parts are put together).
@NullMarked
package io.openclaw.bridge.callback;

import org.jspecify.annotations.NullMarked;
