/// Benchmarks of the gateway client and of the way through the service; `./mvnw -q -Pbench -Dquick -DskipTests` starts them. Not part of `verify`.
@NullMarked
package io.openclaw.bridge.bench;

import org.jspecify.annotations.NullMarked;
