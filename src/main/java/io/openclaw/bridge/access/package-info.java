/// Who may call: callers, their scopes and sessions, and the trail of what they did with admin calls. Knows neither HTTP
/// resources nor SQL; `intake.rest` and `queue` ask it, `store` keeps what it must remember.
///
/// Start at [io.openclaw.bridge.access.Caller].
@NullMarked
package io.openclaw.bridge.access;

import org.jspecify.annotations.NullMarked;
