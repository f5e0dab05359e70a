/// Benchmarks of the gateway client and of the way through the service; `src/bench/run` starts them. Not part of `verify`.
@NullMarked
package io.openclaw.bridge.bench;

import org.jspecify.annotations.NullMarked;
