/// A real OpenClaw gateway on this machine, with everything around it that it would otherwise need the internet for.
///
/// Start reading at [GatewayWorld]: a gateway, a stub model, a stub Telegram and a recorder of the frames in between.
/// Tests start one; people start the same one as a [Sandbox].
@NullMarked
package io.openclaw.bridge.realgateway;

import org.jspecify.annotations.NullMarked;
