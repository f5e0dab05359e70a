-- What was done with admin calls. Moments are microseconds since 1970.
CREATE TABLE audit (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    who    TEXT    NOT NULL,
    action TEXT    NOT NULL,
    target TEXT    NOT NULL,
    detail TEXT               -- JSON; null where empty
);

-- Who may call. Of the secrets only their SHA-256.
CREATE TABLE api_key (
    id           TEXT PRIMARY KEY,
    name         TEXT    NOT NULL,
    hash         TEXT    NOT NULL,  -- hexadecimal
    scopes       TEXT    NOT NULL,  -- separated by blanks
    sessions     TEXT    NOT NULL,  -- separated by blanks; empty: everywhere
    rate         INTEGER,           -- requests per second; null: as configured
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    revoked_at   INTEGER,
    last_used_at INTEGER
);

-- A caller's own notifications in their order. While the service is open nobody has a name, and nobody pays for it.
CREATE INDEX notification_caller ON notification (caller, seq) WHERE caller <> '';
