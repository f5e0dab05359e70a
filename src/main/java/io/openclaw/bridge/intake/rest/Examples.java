package io.openclaw.bridge.intake.rest;

/// Examples of the OpenAPI document. Tests post the requests to the door and hold the answers
/// against the schemas.
final class Examples {
    static final String SEND_SHORT = """
            {"message": "Deploy finished"}""";

    static final String SEND_FULL = """
            {
              "message": "Build 1234 failed in `verify`",
              "metadata": {"notificationType": "build_failed", "issueNumber": 1234, "labels": ["ci", "main"]},
              "delivery": "direct",
              "format": "plain",
              "idempotencyKey": "build-1234-failed",
              "threadId": "42",
              "silent": true,
              "deadline": "PT30S"
            }""";

    static final String SEND_AGENT = """
            {
              "message": "Summarise issue 1234 for the team",
              "delivery": "agent",
              "agentId": "main",
              "deadline": "PT2M"
            }""";

    static final String RECEIPT_DIRECT = """
            {
              "status": "sent",
              "messageId": "4711",
              "timestamp": "2026-11-20T18:00:00Z",
              "sessionKey": "telegram:dm:12345",
              "metadata": {"notificationType": "build_failed", "issueNumber": 1234},
              "gateway": "default",
              "attempts": 1
            }""";

    static final String RECEIPT_AGENT = """
            {
              "status": "sent",
              "messageId": "4712",
              "timestamp": "2026-11-20T18:00:09Z",
              "sessionKey": "telegram:dm:12345",
              "metadata": {},
              "runId": "d:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
              "gateway": "default",
              "attempts": 1,
              "reply": "Issue 1234 waits for a review."
            }""";

    static final String STATUS_CONNECTED = """
            {
              "mode": "real",
              "gateway": {
                "name": "default",
                "state": "connected",
                "since": "2026-11-20T17:12:03Z",
                "version": "2026.9.6",
                "bootId": "5f0c2a1e",
                "protocol": 4,
                "scopes": ["operator.read", "operator.write"]
              },
              "breaker": {"state": "closed"},
              "store": {"kind": "sqlite", "state": "up", "since": "2026-11-20T17:12:01Z"},
              "queue": {"queued": 12, "sending": 3, "unknown": 0, "dead": 1, "otherGateways": 0, "oldestDueAgeMs": 140},
              "broker": {"mode": "embedded", "state": "connected"}
            }""";

    static final String STATUS_HUMAN_NEEDED = """
            {
              "mode": "real",
              "gateway": {
                "name": "default",
                "state": "failed",
                "since": "2026-11-20T17:12:03Z",
                "lastError": "the gateway refused the token",
                "hint": "Set OPENCLAW_GATEWAY_TOKEN to the gateway's token and restart the bridge."
              },
              "breaker": {"state": "closed"},
              "store": {"kind": "sqlite", "state": "up", "since": "2026-11-20T17:12:01Z"},
              "queue": {"queued": 12, "sending": 0, "unknown": 0, "dead": 1, "otherGateways": 0, "oldestDueAgeMs": 61400},
              "broker": {
                "mode": "external",
                "state": "reconnecting",
                "lastError": "Connection refused: broker/10.0.0.7:5672"
              }
            }""";

    static final String STATUS_STORE_DOWN = """
            {
              "mode": "real",
              "gateway": {
                "name": "default",
                "state": "connected",
                "since": "2026-11-20T17:12:03Z",
                "version": "2026.9.6",
                "bootId": "5f0c2a1e",
                "protocol": 4,
                "scopes": ["operator.read", "operator.write"]
              },
              "breaker": {"state": "closed"},
              "store": {
                "kind": "postgresql",
                "state": "down",
                "since": "2026-11-20T18:03:11Z",
                "lastError": "the database has not answered for 1000 ms"
              },
              "broker": {"mode": "off", "state": "off"},
              "hint": "The store cannot commit, so nothing is accepted (503) and nothing new is sent; it is tried again by itself. See store.lastError and the log."
            }""";

    private Examples() {}
}
