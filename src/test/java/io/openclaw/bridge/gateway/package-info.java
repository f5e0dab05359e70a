/// The gateway client, proven against the fake gateway, refused upgrades, TLS in all its forms, and time that tests
/// own.
@NullMarked
package io.openclaw.bridge.gateway;

import org.jspecify.annotations.NullMarked;
