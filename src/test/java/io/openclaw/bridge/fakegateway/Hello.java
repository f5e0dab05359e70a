package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.openclaw.bridge.fakegateway.Handshake.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `hello-ok` and `health`, filled into what was recorded of the real gateway.
final class Hello {
    private static final Set<String> NOT_IN_PROTOCOL_3 = Set.of(
            "sessions.send",
            "sessions.create",
            "sessions.describe",
            "sessions.messages.subscribe",
            "message.action",
            "tools.invoke");

    private static final ObjectNode RECORDED = recorded();

    /// Every method that the real gateway announces, with its scope.
    private static final Map<String, String> METHODS = methods();

    private Hello() {}

    static String ok(
            String bootId,
            Connection connection,
            Verdict.Admitted admitted,
            FakeGatewayOptions options,
            GatewayTime time) {
        int protocol = connection.protocol;
        ObjectNode hello = RECORDED.deepCopy();
        long now = time.wall();
        hello.put("protocol", protocol);
        ((ObjectNode) hello.get("server")).put("bootId", bootId).put("connId", connection.id);
        ObjectNode features = (ObjectNode) hello.get("features");
        announced(protocol).forEach(features.putArray("methods")::add);
        ObjectNode snapshot = (ObjectNode) hello.get("snapshot");
        ((ObjectNode) snapshot.get("health")).put("ts", now);
        snapshot.put("uptimeMs", time.now());
        ObjectNode sessions = (ObjectNode) snapshot.get("sessionDefaults");
        sessions.put("ownership", options.ownerless ? "explicit" : "sole")
                .put("selectionRequired", options.ownerless)
                .put("defaultAgentId", options.agents.getFirst())
                .put("mainSessionKey", "agent:" + options.agents.getFirst() + ":main");
        ((ObjectNode) hello.get("policy")).put("tickIntervalMs", time.onClientsClock(options.tickInterval.toMillis()));
        ObjectNode auth =
                hello.putObject("auth").put("method", admitted.method()).put("role", "operator");
        boolean hidden = connection.has(Fault.HelloWithoutScopes.class);
        (hidden ? List.<String>of() : admitted.scopes()).forEach(auth.putArray("scopes")::add);
        Devices.Paired paired = admitted.paired();
        if (paired != null) {
            auth.put("recoveryMigrationAllowed", true)
                    .put("deviceToken", paired.token())
                    .put("issuedAtMs", paired.issuedAt());
        }
        if (connection.has(Fault.HelloWithoutBootId.class)) {
            ((ObjectNode) hello.get("server")).remove("bootId");
        }
        if (protocol < 4) {
            hello.remove(List.of("auth", "controlUiWidgetKinds"));
            features.remove("capabilities");
            ((ObjectNode) hello.get("server")).remove(List.of("bootId", "buildId", "controlUiBuildSource"));
        }
        return hello.toString();
    }

    static String health(FakeGatewayOptions options, GatewayTime time) {
        if (!options.fullHealth) {
            return "{\"ok\":true,\"ts\":" + time.wall() + "}";
        }
        ObjectNode health = ((ObjectNode) RECORDED.at("/snapshot/health")).deepCopy();
        return health.put("ts", time.wall()).toString();
    }

    static List<String> announced(int protocol) {
        return METHODS.keySet().stream()
                .filter(method -> protocol >= 4 || !NOT_IN_PROTOCOL_3.contains(method))
                .toList();
    }

    /// `operator.admin` for what is unknown: default-deny.
    static String scopeOf(String method) {
        return METHODS.getOrDefault(method, "operator.admin");
    }

    private static ObjectNode recorded() {
        try {
            return (ObjectNode) Wire.MAPPER.readTree(Wire.recording("hello-ok.json"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> methods() {
        Map<String, String> methods = new LinkedHashMap<>();
        Wire.recording("methods.txt")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> {
                    int blank = line.indexOf(' ');
                    methods.put(line.substring(0, blank), line.substring(blank + 1));
                });
        return methods;
    }
}
