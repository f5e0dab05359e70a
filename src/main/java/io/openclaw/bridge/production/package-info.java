/// The real bridge: session key → route → call → outcome, guarded by retry and breaker. Owns what an
/// answer means and how text must be treated; knows nothing of doors, rows or the mock.
@NullMarked
package io.openclaw.bridge.production;

import org.jspecify.annotations.NullMarked;
