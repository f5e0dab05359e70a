package io.openclaw.bridge.intake.rest;

/// Examples of the OpenAPI document for notifications. Tests post the requests to the door and hold the answers against
/// the schemas.
final class NotificationExamples {
    static final String SHORT = """
            {"sessionKey": "telegram:dm:12345", "message": "Deploy finished"}""";

    static final String FULL = """
            {
              "sessionKey": "whatsapp:group:120363401780756402@g.us",
              "message": "Build 1234 failed in `verify`",
              "metadata": {"notificationType": "build_failed", "issueNumber": 1234},
              "delivery": "direct",
              "format": "plain",
              "priority": 5,
              "replyToId": "4711",
              "silent": true,
              "deliverAt": "2026-11-20T18:00:00Z",
              "ttl": "PT1H",
              "callbackUrl": "https://ci.example.org/notified",
              "idempotencyKey": "build-1234-failed"
            }""";

    private static final String HEAD = """
            {
              "id": "019a9a3e-7c00-7a31-9c55-2f6f0a1b2c3d",
              "sessionKey": "telegram:dm:12345",
              "message": "Deploy finished",
              "metadata": {},
              "delivery": "direct",
              "format": "plain",
              "priority": 3,
              "gateway": "default",
              "createdAt": "2026-11-20T18:00:00.120Z",
              "keyGeneration": 1,
              "links": {"self": "/api/v1/notifications/019a9a3e-7c00-7a31-9c55-2f6f0a1b2c3d"},
            """;

    static final String QUEUED = HEAD + """
              "status": "queued",
              "attempts": []
            }""";

    static final String DELIVERED = HEAD + """
              "status": "delivered",
              "deliveredAt": "2026-11-20T18:00:00.480Z",
              "messageId": "4711",
              "attempts": [{"number": 1, "at": "2026-11-20T18:00:00.125Z", "durationMs": 355, "outcome": "delivered"}]
            }""";

    static final String DEAD = HEAD + """
              "status": "dead",
              "reason": "PLATFORM_REFUSED",
              "attempts": [
                {
                  "number": 1,
                  "at": "2026-11-20T18:00:00.125Z",
                  "durationMs": 90,
                  "outcome": "refused",
                  "code": "PLATFORM_REFUSED",
                  "detail": "telegram says: chat not found"
                }
              ]
            }""";

    static final String CANCELLED = HEAD + """
              "status": "cancelled",
              "attempts": []
            }""";

    static final String PAGE = "{\"items\": [" + QUEUED + "], \"nextCursor\": \"AAAAAAAAAAdzYW1w\"}";

    static final String DRY_RUN = """
            {
              "dryRun": true,
              "sessionKey": "telegram:dm:12345",
              "lane": "agent:main:telegram:direct:12345",
              "delivery": "direct",
              "gateway": "default",
              "agentId": "main",
              "channel": "telegram",
              "target": "12345"
            }""";

    static final String BATCH = """
            {
              "notifications": [
                {"sessionKey": "telegram:dm:12345", "message": "Deploy started"},
                {"sessionKey": "telegram:dm:12345", "message": "Deploy finished", "priority": 4}
              ]
            }""";

    static final String BATCH_RESULTS =
            "{\"results\": [{\"index\": 0, \"status\": \"accepted\", \"notification\": " + QUEUED + "}, " + """
            {
              "index": 1,
              "status": "rejected",
              "problem": {
                "type": "urn:openclaw-bridge:problem:validation",
                "title": "The request is not valid",
                "status": 400,
                "detail": "1 thing is wrong with the request; nothing was stored.",
                "violations": [{"field": "message", "message": "must not be blank", "in": "body"}]
              }
            }]}""";

    static final String CORRECTION = """
            {"sessionKey": "telegram:dm:54321", "message": "Deploy finished (sent again)"}""";

    static final String RESOLUTION = """
            {"outcome": "delivered"}""";

    static final String REPLAY_MANY = """
            {"status": "dead", "since": "2026-11-20T00:00:00Z", "limit": 500, "dryRun": true}""";

    static final String REPLAYED_MANY = """
            {"matched": 42, "replayed": 42}""";

    private NotificationExamples() {}
}
