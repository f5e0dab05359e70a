-- A key answers for its own gateway only: what another one has, or the mock, nobody here delivers.
DROP INDEX notification_key;
CREATE UNIQUE INDEX notification_key ON notification (idempotency_key, caller, gateway) WHERE idempotency_key IS NOT NULL;
