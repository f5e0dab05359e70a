-- Whoever is told of a notification's end goes on with the trace that it came with.
ALTER TABLE outgoing ADD COLUMN traceparent TEXT;
