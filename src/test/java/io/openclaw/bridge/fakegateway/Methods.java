package io.openclaw.bridge.fakegateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.Answer.Reply;
import io.openclaw.bridge.fakegateway.Request.Call;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who may call what, and what answers: scope, then drain, then params, then the method itself.
final class Methods {
    private static final String STATUS = """
            {"runtimeVersion":"2026.9.6","heartbeat":{"defaultAgentId":"main","agents":[]},"channelSummary":[],\
            "queuedSystemEvents":[],"tasks":{"total":0,"active":0,"terminal":0,"failures":0},"sessions":{"count":0}}""";

    private final World world;
    private final Boot boot;
    private final Map<String, Method> imitated = new HashMap<>();

    /// @param shape null where the real gateway takes any params
    private record Method(String scope, @Nullable Shape shape, Consumer<Call> work) {}

    Methods(World world, Boot boot, AgentRuns runs) {
        this.world = world;
        this.boot = boot;
        String read = "operator.read";
        String write = "operator.write";
        imitated.put("health", new Method(read, null, call -> call.ok(boot.health())));
        imitated.put("status", new Method(read, null, call -> call.ok(STATUS)));
        imitated.put("send", new Method(write, Shapes.SEND, new SendMethod(world, boot)::send));
        imitated.put("agent", new Method(write, Shapes.AGENT, runs::agent));
        imitated.put("agent.wait", new Method(write, Shapes.AGENT_WAIT, runs::await));
        imitated.put("chat.history", new Method(read, Shapes.CHAT_HISTORY, this::history));
        imitated.put("sessions.resolve", new Method(read, Shapes.SESSIONS_RESOLVE, this::resolve));
        imitated.put("sessions.subscribe", new Method(read, Shapes.NOTHING, call -> {
            call.from().subscriptions.add("*");
            call.ok("{\"subscribed\":true}");
        }));
        imitated.put("sessions.messages.subscribe", new Method(read, Shapes.SESSION, call -> subscribe(call, true)));
        imitated.put("sessions.messages.unsubscribe", new Method(read, Shapes.SESSION, call -> subscribe(call, false)));
    }

    void call(Connection from, Request request, Reply reply) {
        String name = request.method();
        Method method = imitated.get(name);
        Call call = new Call(from, request.params(), reply);
        if (from.protocol < 4
                && !name.equals("sessions.resolve")
                && !Hello.announced(from.protocol).contains(name)) {
            call.fail(GatewayError.invalid("unknown method: " + name));
            return;
        }
        String scope = method == null ? Hello.scopeOf(name) : method.scope;
        if (!from.may(scope)) {
            String missing = scope.startsWith("operator.") ? scope : "operator.admin";
            call.fail(
                    from.protocol < 4
                            ? GatewayError.invalid("missing scope: " + missing)
                            : GatewayError.missingScope(missing));
            return;
        }
        if (method == null) {
            call.fail(new GatewayError("NOT_IMITATED", "the fake gateway does not imitate " + name));
            return;
        }
        if (boot.isDraining()) {
            call.fail(GatewayError.restarting(name));
            return;
        }
        if (method.shape != null) {
            JsonNode params = request.params().isMissingNode() ? Wire.object() : request.params();
            String violations = method.shape.violations(params);
            if (violations != null) {
                call.fail(GatewayError.params(name, violations));
                return;
            }
        }
        method.work.accept(call);
    }

    private void history(Call call) {
        String key = world.sessions().canonical(String.valueOf(call.text("sessionKey")));
        if (key == null) {
            call.fail(GatewayError.invalid("malformed session key \"" + call.text("sessionKey") + "\""));
            return;
        }
        int limit = call.params().path("limit").asInt(200);
        int offset = call.params().path("offset").asInt(0);
        call.ok(world.sessions().history(key, limit, offset, world.time().wall()));
    }

    private void resolve(Call call) {
        String given = call.text("key");
        if (given == null) {
            call.fail(GatewayError.invalid("Either key, sessionId, label, shortId, or reference is required"));
            return;
        }
        String key = world.sessions().canonical(given);
        if (key != null && world.sessions().exists(key)) {
            call.ok("{\"ok\":true,\"key\":" + Wire.quote(key) + ",\"agentId\":" + Wire.quote(Sessions.agentOf(key))
                    + "}");
        } else if (call.flag("allowMissing")) {
            call.ok("{\"ok\":false}");
        } else {
            call.fail(GatewayError.invalid("No session found: " + given));
        }
    }

    private void subscribe(Call call, boolean on) {
        String given = String.valueOf(call.text("key"));
        String key = world.sessions().canonical(given);
        if (key == null) {
            call.fail(GatewayError.invalid("malformed session key \"" + given + "\""));
            return;
        }
        if (on) {
            call.from().subscriptions.add(key);
        } else {
            call.from().subscriptions.remove(key);
        }
        call.ok("{\"subscribed\":" + on + ",\"key\":" + Wire.quote(key) + "}");
    }
}
