-- An index that begins with the lane costs each row a page of its own in every commit: with a thousand lanes that was five
-- sixths of an accept (src/docs/adr/0013). The order of delivery is held in memory (LaneOrder), read from notification_open
-- at the start, and the rows of one session are found by blocks (LaneBlocks).
DROP INDEX notification_front;
DROP INDEX notification_lane;
DROP INDEX notification_open;

-- What is not delivered, by state. It has all that LaneOrder wants to know.
CREATE INDEX notification_open ON notification (stage, seq, gateway, priority, lane) WHERE stage <> 4;

-- Of 4,096 places in the order: the lane of each, as hash << 32 | place in the block, ascending, big-endian.
CREATE TABLE lane_block (
    block   INTEGER PRIMARY KEY,
    entries BLOB    NOT NULL
);
