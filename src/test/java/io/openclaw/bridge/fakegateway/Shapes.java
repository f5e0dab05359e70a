package io.openclaw.bridge.fakegateway;

import static io.openclaw.bridge.fakegateway.Shape.anything;
import static io.openclaw.bridge.fakegateway.Shape.constant;
import static io.openclaw.bridge.fakegateway.Shape.filled;
import static io.openclaw.bridge.fakegateway.Shape.flag;
import static io.openclaw.bridge.fakegateway.Shape.nested;
import static io.openclaw.bridge.fakegateway.Shape.oneOf;
import static io.openclaw.bridge.fakegateway.Shape.text;
import static io.openclaw.bridge.fakegateway.Shape.texts;
import static io.openclaw.bridge.fakegateway.Shape.whole;

/// The shapes of the frames and params that the fake understands, from the vendor's `protocol.schema.json`.
final class Shapes {
    static final Shape REQUEST = Shape.of(
            constant("type", "req").must(),
            filled("id").must(),
            filled("method").must(),
            anything("params"),
            text("traceparent"));

    static final Shape CONNECT = Shape.of(
            whole("minProtocol", 1).must(),
            whole("maxProtocol", 1).must(),
            nested(
                            "client",
                            Shape.of(
                                    oneOf(
                                                    "id",
                                                    "webchat-ui",
                                                    "openclaw-control-ui",
                                                    "openclaw-browser-copilot",
                                                    "openclaw-tui",
                                                    "webchat",
                                                    "cli",
                                                    "gateway-client",
                                                    "openclaw-macos",
                                                    "openclaw-linux",
                                                    "openclaw-ios",
                                                    "openclaw-watchos",
                                                    "openclaw-android",
                                                    "node-host",
                                                    "openclaw-worker",
                                                    "test",
                                                    "fingerprint",
                                                    "openclaw-probe")
                                            .must(),
                                    filled("displayName"),
                                    filled("version").must(),
                                    filled("buildId"),
                                    filled("platform").must(),
                                    filled("deviceFamily"),
                                    filled("modelIdentifier"),
                                    filled("timeZone"),
                                    oneOf("mode", "webchat", "cli", "ui", "backend", "node", "worker", "probe", "test")
                                            .must(),
                                    filled("instanceId")))
                    .must(),
            texts("caps"),
            texts("commands"),
            anything("permissions"),
            text("pathEnv"),
            filled("role"),
            texts("scopes"),
            nested(
                    "device",
                    Shape.of(
                            filled("id").must(),
                            filled("publicKey").must(),
                            filled("signature").must(),
                            whole("signedAt", 0).must(),
                            filled("nonce").must())),
            nested("auth", Shape.of(text("token"), text("bootstrapToken"), text("deviceToken"), text("password"))),
            text("locale"),
            text("userAgent"));

    static final Shape SEND = Shape.of(
            filled("to").must(),
            text("message"),
            text("mediaUrl"),
            texts("mediaUrls"),
            text("buffer"),
            text("filename"),
            text("contentType"),
            flag("asVoice"),
            flag("gifPlayback"),
            text("channel"),
            text("accountId"),
            text("agentId"),
            text("replyToId"),
            text("threadId"),
            flag("forceDocument"),
            flag("silent"),
            constant("parseMode", "HTML"),
            text("sessionKey"),
            filled("idempotencyKey").must());

    /// Without the properties that only the gateway's own parts send.
    static final Shape AGENT = Shape.of(
            filled("message").must(),
            filled("agentId"),
            text("provider"),
            text("model"),
            text("to"),
            text("replyTo"),
            text("sessionId"),
            text("sessionKey"),
            filled("expectedExistingSessionId"),
            text("thinking"),
            flag("deliver"),
            anything("attachments"),
            text("channel"),
            text("replyChannel"),
            text("accountId"),
            text("replyAccountId"),
            text("threadId"),
            text("groupId"),
            text("groupChannel"),
            text("groupSpace"),
            whole("timeout", 0),
            flag("bestEffortDeliver"),
            text("lane"),
            filled("cwd"),
            text("extraSystemPrompt"),
            filled("idempotencyKey").must(),
            filled("label"));

    static final Shape AGENT_WAIT = Shape.of(filled("runId").must(), whole("timeoutMs", 0));

    static final Shape CHAT_HISTORY = Shape.of(
            filled("sessionKey").must(),
            filled("agentId"),
            text("cursor"),
            whole("limit", 1, 1000),
            whole("offset", 0),
            whole("pendingBefore", 1),
            texts("inputRunIds"),
            filled("messageId"),
            filled("sessionId"),
            whole("maxChars", 1, 500_000));

    static final Shape SESSIONS_RESOLVE = Shape.of(
            filled("key"),
            filled("sessionId"),
            filled("label"),
            filled("shortId"),
            filled("slugHint"),
            filled("agentId"),
            filled("spawnedBy"),
            flag("includeGlobal"),
            flag("includeUnknown"),
            flag("allowMissing"));

    static final Shape SESSION = Shape.of(filled("key").must(), filled("agentId"), flag("includeApprovals"));

    static final Shape NOTHING = Shape.of();

    private Shapes() {}
}
