/// The only SQL: notifications, what outlets have to tell, and which process delivers what, on SQLite or PostgreSQL.
///
/// Start at [io.openclaw.bridge.store.SqlStore], which [io.openclaw.bridge.store.StoreFactory] opens, and at
/// [io.openclaw.bridge.store.GroupCommit], through which everything is written.
@NullMarked
package io.openclaw.bridge.store;

import org.jspecify.annotations.NullMarked;
