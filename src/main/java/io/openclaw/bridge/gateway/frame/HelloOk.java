package io.openclaw.bridge.gateway.frame;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The gateway's welcome (contract 2), as far as a client needs it.
///
/// @param bootId changes with every start of the gateway; null before protocol 4
/// @param methods what may be called; empty where the gateway does not say
/// @param scopes what was granted; null where the gateway does not say (protocol 3 has no `auth`)
/// @param deviceToken to be stored and used next time; null where none was issued
/// @param defaultAgentId null where the gateway has several agents and no default owner
/// @param maxPayload largest frame in bytes that the gateway takes
/// @param tickInterval the gateway sends a `tick` that often
public record HelloOk(
        int protocol,
        String version,
        @Nullable String bootId,
        Set<String> methods,
        @Nullable Set<String> scopes,
        @Nullable String deviceToken,
        @Nullable String defaultAgentId,
        boolean agentRequired,
        long maxPayload,
        Duration tickInterval) {

    /// Contract 7: 25 MiB after hello.
    static final long DEFAULT_MAX_PAYLOAD = 25L * 1024 * 1024;

    /// Contract 7: a tick each 30 s.
    static final long DEFAULT_TICK_MS = 30_000;

    /// A wild number must not switch the watchdog off.
    private static final long LONGEST_TICK_MS = Duration.ofHours(1).toMillis();

    public static HelloOk parse(JsonNode payload) {
        JsonNode server = payload.path("server");
        JsonNode auth = payload.path("auth");
        JsonNode defaults = payload.path("snapshot").path("sessionDefaults");
        JsonNode policy = payload.path("policy");
        return new HelloOk(
                payload.path("protocol").asInt(0),
                server.path("version").asText("unknown"),
                text(server.path("bootId")),
                texts(payload.path("features").path("methods")),
                auth.isObject() && auth.has("scopes") ? texts(auth.path("scopes")) : null,
                text(auth.path("deviceToken")),
                text(defaults.path("defaultAgentId")),
                defaults.path("selectionRequired").asBoolean(false),
                positive(policy.path("maxPayload").asLong(), DEFAULT_MAX_PAYLOAD),
                Duration.ofMillis(
                        Math.min(positive(policy.path("tickIntervalMs").asLong(), DEFAULT_TICK_MS), LONGEST_TICK_MS)));
    }

    private static long positive(long value, long otherwise) {
        return value > 0 ? value : otherwise;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.textValue().isBlank() ? node.textValue() : null;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new LinkedHashSet<>();
        array.forEach(node -> texts.add(node.asText()));
        return Set.copyOf(texts);
    }

    /// Whether the method may be called; a gateway that lists none is believed to have it.
    public boolean offers(String method) {
        return methods.isEmpty() || methods.contains(method);
    }

    /// Never the device token.
    @Override
    public String toString() {
        return "HelloOk[" + version + ", protocol " + protocol + ", bootId " + bootId + "]";
    }
}
