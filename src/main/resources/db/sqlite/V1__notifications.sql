-- One row for one notification (design, section 6). Moments are microseconds since 1970. Small columns first: a scan
-- does not read the texts behind them.
-- stage: 0 scheduled, 1 queued, 2 sending, 3 unknown, 4 delivered, 5 dead, 6 expired, 7 cancelled
CREATE TABLE notification (
    seq             INTEGER PRIMARY KEY,
    id              BLOB    NOT NULL,
    version         INTEGER NOT NULL,
    stage           INTEGER NOT NULL,
    gateway         TEXT    NOT NULL,
    shard           INTEGER NOT NULL,
    lane            TEXT    NOT NULL,
    priority        INTEGER NOT NULL,
    not_before      INTEGER,           -- queued: when it may leave
    steps_aside_at  INTEGER,           -- queued: when it stops holding up its lane
    due_at          INTEGER,           -- scheduled: when it joins its lane; unknown: when it is looked for
    deadline_at     INTEGER,           -- scheduled, queued: when it expires; unknown: when it is given up
    created_at      INTEGER NOT NULL,
    ended_at        INTEGER,
    key_generation  INTEGER NOT NULL,
    left_count      INTEGER NOT NULL,
    first_left_at   INTEGER,
    claim_owner     TEXT,
    claim_attempt   INTEGER,
    claim_at        INTEGER,
    claim_boot      TEXT,
    since           INTEGER,           -- unknown: since when
    until           INTEGER,           -- unknown: until when
    reason          TEXT,              -- unknown, dead
    message_id      TEXT,
    run_id          TEXT,
    caller          TEXT    NOT NULL,
    idempotency_key TEXT,
    fingerprint     TEXT,
    session_key     TEXT    NOT NULL,
    delivery        TEXT    NOT NULL,
    format          TEXT    NOT NULL,
    agent_id        TEXT,
    thread_id       TEXT,
    reply_to_id     TEXT,
    account_id      TEXT,
    silent          INTEGER NOT NULL,
    deliver_at      INTEGER,
    expires_at      INTEGER,
    callback_url    TEXT,
    traceparent     TEXT,
    message         TEXT    NOT NULL,
    metadata        TEXT,              -- JSON; null where empty
    attempts        TEXT,              -- JSON; null where empty
    reply           TEXT
);

-- A notification that is delivered at once pays for id, lane, front and open; each further index costs accepts.
CREATE UNIQUE INDEX notification_id ON notification (id);
CREATE UNIQUE INDEX notification_key ON notification (idempotency_key, caller) WHERE idempotency_key IS NOT NULL;
-- The order of delivery.
CREATE INDEX notification_front ON notification (gateway, shard, lane, priority DESC, seq) WHERE stage = 1;
-- What is not delivered, by state.
CREATE INDEX notification_open ON notification (stage, seq, gateway) WHERE stage <> 4;
CREATE INDEX notification_lane ON notification (lane, seq);
CREATE INDEX notification_due ON notification (gateway, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX notification_deadline ON notification (gateway, deadline_at) WHERE deadline_at IS NOT NULL;

-- What outlets have to tell.
CREATE TABLE outgoing (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    outlet     TEXT    NOT NULL,
    shard      INTEGER NOT NULL,
    event_id   TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    url        TEXT,
    created_at INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,
    body       TEXT    NOT NULL
);
CREATE INDEX outgoing_due ON outgoing (outlet, due_at, seq);

-- Written to find out whether anything can be.
CREATE TABLE heartbeat (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
);
INSERT INTO heartbeat (id, at) VALUES (1, 0);
