/// The gateway's wire: JSON frames of protocol 3 and 4, and nothing else. Reads leniently (unknown
/// fields and events pass), writes strictly (the gateway rejects unknown properties, contract 0).
@NullMarked
package io.openclaw.bridge.gateway.frame;

import org.jspecify.annotations.NullMarked;
