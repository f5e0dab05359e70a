-- One row for one notification (design, section 6). Moments are microseconds since 1970. Small columns first: a scan
-- does not read the texts behind them.
-- stage: 0 scheduled, 1 queued, 2 sending, 3 unknown, 4 delivered, 5 dead, 6 expired, 7 cancelled
CREATE TABLE notification (
    seq             BIGINT PRIMARY KEY,
    id              UUID    NOT NULL,
    version         BIGINT NOT NULL,
    stage           SMALLINT NOT NULL,
    gateway         TEXT COLLATE "C"    NOT NULL,
    shard           SMALLINT NOT NULL,
    lane            TEXT COLLATE "C"    NOT NULL,
    priority        SMALLINT NOT NULL,
    not_before      BIGINT,           -- queued: when it may leave
    steps_aside_at  BIGINT,           -- queued: when it stops holding up its lane
    due_at          BIGINT,           -- scheduled: when it joins its lane; unknown: when it is looked for
    deadline_at     BIGINT,           -- scheduled, queued: when it expires; unknown: when it is given up
    created_at      BIGINT NOT NULL,
    ended_at        BIGINT,
    key_generation  INTEGER NOT NULL,
    left_count      INTEGER NOT NULL,
    first_left_at   BIGINT,
    claim_owner     TEXT,
    claim_attempt   INTEGER,
    claim_at        BIGINT,
    claim_boot      TEXT,
    since           BIGINT,           -- unknown: since when
    until           BIGINT,           -- unknown: until when
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
    silent          BOOLEAN NOT NULL,
    deliver_at      BIGINT,
    expires_at      BIGINT,
    callback_url    TEXT,
    traceparent     TEXT,
    message         TEXT    NOT NULL,
    metadata        TEXT,              -- JSON; null where empty
    attempts        TEXT,              -- JSON; null where empty
    reply           TEXT
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

-- The order of all. No cache: whoever accepts after an answer comes behind it, also in another process.
CREATE SEQUENCE notification_seq;

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
    seq        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    outlet     TEXT    NOT NULL,
    shard      SMALLINT NOT NULL,
    event_id   TEXT    NOT NULL,
    type       TEXT    NOT NULL,
    url        TEXT,
    created_at BIGINT NOT NULL,
    attempts   INTEGER NOT NULL,
    due_at     BIGINT NOT NULL,
    body       TEXT    NOT NULL
);
CREATE INDEX outgoing_due ON outgoing (outlet, due_at, seq);

-- Written to find out whether anything can be.
CREATE TABLE heartbeat (
    id BIGINT PRIMARY KEY,
    at BIGINT NOT NULL
);
INSERT INTO heartbeat (id, at) VALUES (1, 0);

-- The bridges that live, and which of them delivers from which shard; moments by this database's clock.
CREATE TABLE bridge (
    owner TEXT   PRIMARY KEY,
    until BIGINT NOT NULL
);
CREATE TABLE shard_lease (
    shard INTEGER PRIMARY KEY,
    owner TEXT,
    until BIGINT NOT NULL
);
INSERT INTO shard_lease (shard, owner, until) SELECT n, NULL, 0 FROM generate_series(0, 63) AS n;
