/// What operators do by hand, as values and ports: pause and resume, look at lanes, count, back up, purge.
@NullMarked
package io.openclaw.bridge.notification.admin;

import org.jspecify.annotations.NullMarked;
