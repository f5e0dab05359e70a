-- What people have paused (notification.admin.Hold). Moments are microseconds since 1970.
CREATE TABLE hold (
    gateway TEXT NOT NULL,
    scope   TEXT NOT NULL,             -- gateway, channel, lane
    value   TEXT NOT NULL,
    placed_by TEXT NOT NULL,
    since   INTEGER NOT NULL,
    reason  TEXT,
    PRIMARY KEY (gateway, scope, value)
);
