/// The real bridge: from a session key to a gateway call and back to an outcome.
@NullMarked
package io.openclaw.bridge.production;

import org.jspecify.annotations.NullMarked;
