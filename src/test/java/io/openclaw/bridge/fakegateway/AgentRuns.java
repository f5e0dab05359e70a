package io.openclaw.bridge.fakegateway;

import io.openclaw.bridge.fakegateway.Platform.Message;
import io.openclaw.bridge.fakegateway.Platform.Outcome;
import io.openclaw.bridge.fakegateway.Posted.Via;
import io.openclaw.bridge.fakegateway.Request.Call;
import io.openclaw.bridge.fakegateway.Run.End;
import io.openclaw.bridge.fakegateway.Run.Posting;
import io.openclaw.bridge.fakegateway.Sessions.Route;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `agent` and `agent.wait` (contract 3.2): accepted at once, run one after another within a session, answered twice.
///
/// The model is told by the text: `SLEEP=ms` takes its time, `FAIL500` fails, `NOREPLY` stays silent; else the options' reply.
final class AgentRuns {
    private static final Pattern SLEEP = Pattern.compile("\\bSLEEP=(\\d+)");
    private static final String DRAINING = "Gateway is draining; new tasks are not accepted";

    private final World world;
    private final Boot boot;
    private final Map<String, String> ended = new HashMap<>();
    private final Map<String, List<Runnable>> waiting = new HashMap<>();

    /// Per session: the run at work, then those behind it.
    private final Map<String, Deque<Run>> lanes = new HashMap<>();

    AgentRuns(World world, Boot boot) {
        this.world = world;
        this.boot = boot;
    }

    void agent(Call call) {
        String key = String.valueOf(call.text("idempotencyKey"));
        Answer known = boot.keys().get("agent:" + key);
        if (known != null) {
            call.reply().send(known);
            return;
        }
        GatewayError refusal = refusal(call);
        if (refusal != null) {
            call.fail(refusal);
            return;
        }
        String sessionKey = call.filled("sessionKey");
        String channel = call.filled("channel");
        String to = call.filled("to");
        String agentId = call.filled("agentId");
        String session = sessionKey != null
                ? String.valueOf(world.sessions().canonical(sessionKey))
                : agentId != null
                        ? "agent:" + agentId + ":main"
                        : channel != null && to != null
                                ? "agent:" + world.options().agents.getFirst() + ":main"
                                : "agent:" + world.options().agents.getFirst() + ":explicit:"
                                        + key.toLowerCase(java.util.Locale.ROOT);
        Route target = call.flag("deliver") ? target(call, session) : null;
        if (channel != null && to != null) {
            // Stored even when the delivery will fail.
            world.sessions().route(session, new Route(channel, to, call.filled("threadId")));
        }
        Run run = new Run(
                key,
                session,
                String.valueOf(call.text("message")),
                target,
                call.flag("bestEffortDeliver"),
                call.from().protocol,
                call.reply());
        boot.keys().putRunning(run.cacheKey(), run.inFlight(), world.time().now());
        call.reply().send(run.accepted(world.time().wall(), sessionKey != null || channel != null));
        Deque<Run> lane = lanes.computeIfAbsent(session, ignored -> new ArrayDeque<>());
        lane.add(run);
        if (lane.size() == 1) {
            begin(run);
        }
    }

    private @Nullable GatewayError refusal(Call call) {
        FakeGatewayOptions options = world.options();
        String agentId = call.filled("agentId");
        if (agentId != null && !options.agents.contains(agentId)) {
            return GatewayError.params("agent", "unknown agent id \"" + agentId + "\"");
        }
        String text = String.valueOf(call.text("message")).trim();
        if ((text.equals("/new") || text.equals("/reset")) && !call.from().may("operator.admin")) {
            return GatewayError.missingScope("operator.admin");
        }
        String sessionKey = call.filled("sessionKey");
        String session = sessionKey == null ? null : world.sessions().canonical(sessionKey);
        if (sessionKey != null && session == null) {
            return GatewayError.invalid("malformed session key \"" + sessionKey + "\"");
        }
        if (session != null && !options.agents.contains(Sessions.agentOf(session))) {
            return GatewayError.invalid(
                    "Agent \"" + Sessions.agentOf(session) + "\" no longer exists in configuration");
        }
        if (!call.flag("deliver") || call.flag("bestEffortDeliver")) {
            return null;
        }
        String channel = call.filled("channel");
        if (call.from().protocol < 4 && channel != null && !boot.channels().isConfigured(channel)) {
            return GatewayError.invalid("unsupported channel: " + channel);
        }
        if (call.filled("to") == null && (session == null || world.sessions().route(session) == null)) {
            return options.channels.size() == 1
                    ? boot.channels().targetMissing()
                    : boot.channels().ambiguous();
        }
        if (channel == null && call.filled("to") != null && options.channels.size() != 1) {
            return boot.channels().ambiguous();
        }
        return null;
    }

    private @Nullable Route target(Call call, String session) {
        String to = call.filled("to");
        if (to == null) {
            return world.sessions().route(session);
        }
        String channel = call.filled("channel");
        return new Route(channel == null ? world.options().channels.getFirst() : channel, to, call.filled("threadId"));
    }

    private void begin(Run run) {
        long startedAt = world.time().wall();
        Route target = run.target();
        if (target != null && !run.bestEffort() && !boot.channels().isConfigured(target.channel())) {
            end(run, new End.Failed("Unsupported channel: " + target.channel()), startedAt);
            return;
        }
        String userKey = run.id() + ":user";
        if (world.sessions().hadRow(run.session(), userKey)) {
            // The key is from before a restart and its run had begun: the real one runs again and ends in an error
            // (seen once).
            boot.row(run.session(), "assistant", "", run.id() + ":terminal-error", run.id());
            end(run, new End.Failed("Run " + run.id() + " already has a recorded turn"), startedAt);
            return;
        }
        boot.row(run.session(), "user", run.message(), userKey, null);
        boot.broadcast(
                "agent",
                listener -> run.lifecycle("start", 1, startedAt, Wire.object().put("startedAt", startedAt)));
        String signs = run.message() + world.faults().modelMood();
        Matcher sleep = SLEEP.matcher(signs);
        long thinking = sleep.find() ? Long.parseLong(sleep.group(1)) : 0;
        if (thinking == 0) {
            reply(run, signs, startedAt);
        } else {
            boot.after(thinking, () -> reply(run, signs, startedAt));
        }
    }

    private void reply(Run run, String signs, long startedAt) {
        if (signs.contains("FAIL500")) {
            end(
                    run,
                    new End.Failed("⚠️ stub/echo request failed (provider internal error, HTTP 500). "
                            + "This is usually temporary — try again shortly."),
                    startedAt);
            return;
        }
        if (signs.contains("NOREPLY")) {
            end(run, new End.Replied(null, Posting.NOT_ASKED), startedAt);
            return;
        }
        String text = world.options().replies.apply(run.message());
        boot.row(run.session(), "assistant", text, null, run.id());
        boot.broadcast(
                "chat",
                listener -> run.chat("delta", 2, text, null, world.time().wall(), listener.protocol));
        Route target = run.target();
        if (target == null) {
            end(run, new End.Replied(text, Posting.NOT_ASKED), startedAt);
            return;
        }
        if (!boot.channels().isConfigured(target.channel())) {
            end(run, new End.Replied(text, Posting.GIVEN_UP), startedAt);
            return;
        }
        Message message =
                new Message(target.channel(), target.to(), target.thread(), text, run.id(), Via.AGENT, run.session());
        world.platform().deliver(message, boot.id, boot::after, outcome -> {
            End end = switch (outcome) {
                case Outcome.Delivered delivered -> new End.Replied(text, Posting.SENT);
                case Outcome.Failed failed -> notPosted(run, text, failed.message());
                case Outcome.Partly partly -> notPosted(run, text, partly.message());
            };
            end(run, end, startedAt);
        });
    }

    private static End notPosted(Run run, String text, String error) {
        return run.bestEffort() ? new End.Replied(text, Posting.GIVEN_UP) : new End.NotPosted(error);
    }

    private void end(Run run, End end, long startedAt) {
        long endedAt = world.time().wall();
        switch (end) {
            case End.Replied replied -> {
                boot.broadcast(
                        "agent",
                        listener -> run.lifecycle(
                                "end", 3, endedAt, Wire.object().set("terminalReply", Run.terminalReply(replied))));
                boot.broadcast(
                        "chat", listener -> run.chat("final", 3, replied.text(), null, endedAt, listener.protocol));
            }
            case End.Failed failed -> chatError(run, failed.error(), endedAt);
            case End.NotPosted lost -> chatError(run, lost.error(), endedAt);
        }
        Answer result = run.result(end, endedAt - startedAt);
        boot.keys().put(run.cacheKey(), result, world.time().now());
        ended.put(run.id(), run.wait(end, startedAt, endedAt));
        run.reply().send(result);
        List<Runnable> waiters = waiting.remove(run.id());
        if (waiters != null) {
            waiters.forEach(Runnable::run);
        }
        leaveLane(run);
        boot.settled();
    }

    /// Lets the next run of the session begin, unless this one had not begun itself.
    private void leaveLane(Run run) {
        Deque<Run> lane = lanes.get(run.session());
        Run head = lane == null ? null : lane.peek();
        if (lane == null || head == null || !head.id().equals(run.id())) {
            return;
        }
        lane.remove();
        Run next = lane.peek();
        if (next == null) {
            lanes.remove(run.session());
        } else {
            boot.soon(() -> begin(next));
        }
    }

    private void chatError(Run run, String error, long now) {
        boot.broadcast("chat", listener -> run.chat("error", 3, null, error, now, listener.protocol));
    }

    void await(Call call) {
        String runId = String.valueOf(call.text("runId"));
        String known = ended.get(runId);
        if (known != null) {
            call.ok(known);
            return;
        }
        List<Runnable> waiters = waiting.computeIfAbsent(runId, ignored -> new ArrayList<>());
        Runnable[] cancel = new Runnable[1];
        Runnable answer = () -> {
            cancel[0].run();
            call.ok(String.valueOf(ended.get(runId)));
        };
        waiters.add(answer);
        cancel[0] = boot.after(call.params().path("timeoutMs").asLong(30_000), () -> {
            waiters.remove(answer);
            if (waiters.isEmpty()) {
                waiting.remove(runId, waiters);
            }
            call.ok("{\"runId\":" + Wire.quote(runId) + ",\"status\":\"timeout\"}");
        });
    }

    /// Runs that have not ended, at work or in line.
    int unfinished() {
        return lanes.values().stream().mapToInt(Deque::size).sum();
    }

    /// The drain lets the run at work finish and fails those behind it.
    void drain() {
        for (Deque<Run> lane : List.copyOf(lanes.values())) {
            List<Run> behind = lane.stream().skip(1).toList();
            lane.removeAll(behind);
            behind.forEach(
                    run -> end(run, new End.Failed(DRAINING), world.time().wall()));
        }
    }

    /// Results are forgotten with their keys.
    void sweep() {
        ended.keySet().removeIf(runId -> boot.keys().get("agent:" + runId) == null);
    }
}
