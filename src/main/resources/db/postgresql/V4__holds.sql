-- What people have paused (notification.admin.Hold). Moments are microseconds since 1970.
CREATE TABLE hold (
    gateway TEXT COLLATE "C" NOT NULL,
    scope   TEXT NOT NULL,             -- gateway, channel, lane
    value   TEXT COLLATE "C" NOT NULL,
    placed_by TEXT NOT NULL,
    since   BIGINT NOT NULL,
    reason  TEXT,
    PRIMARY KEY (gateway, scope, value)
);
