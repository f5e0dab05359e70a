-- Lists by time walk the order, in which what was replayed stands behind its time. No other row is in here, so that no
-- delivery pays for it.
CREATE INDEX notification_replayed ON notification (seq) WHERE key_generation > 1;
