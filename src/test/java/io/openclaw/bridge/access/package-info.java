/// Who may call.
@NullMarked
package io.openclaw.bridge.access;

import org.jspecify.annotations.NullMarked;
