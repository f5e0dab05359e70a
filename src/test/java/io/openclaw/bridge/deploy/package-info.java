/// Holds the files of `deploy/` to the service that they deploy.
@NullMarked
package io.openclaw.bridge.deploy;

import org.jspecify.annotations.NullMarked;
