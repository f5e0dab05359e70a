package io.openclaw.bridge.fakegateway;

import io.openclaw.bridge.fakegateway.Platform.Message;
import io.openclaw.bridge.fakegateway.Platform.Outcome;
import io.openclaw.bridge.fakegateway.Posted.Via;
import io.openclaw.bridge.fakegateway.Request.Call;
import io.openclaw.bridge.fakegateway.Sessions.Route;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `send`: a text to a chat, no model (contract 3.1).
final class SendMethod {
    private static final Pattern MEDIA = Pattern.compile("(?im)^\\s*MEDIA:");
    private static final Pattern REPLY_TAG = Pattern.compile("\\[\\[reply_to_current]]\\s*");

    private final World world;
    private final Boot boot;

    SendMethod(World world, Boot boot) {
        this.world = world;
        this.boot = boot;
    }

    /// Where the text goes, or why it goes nowhere. Refusals are not remembered under the key, failures are.
    private sealed interface Target {
        record Chat(String channel, String to, @Nullable String thread, String session) implements Target {}

        record Refused(GatewayError error) implements Target {}

        record Failed(GatewayError error) implements Target {}
    }

    void send(Call call) {
        String text = call.text("message");
        if (text == null || text.isBlank()) {
            // Media is not imitated.
            call.fail(GatewayError.params("send", "text or media is required"));
            return;
        }
        String wanted = call.filled("channel");
        GatewayError refusal = boot.channels().refusal(wanted, call.filled("accountId"));
        if (refusal != null) {
            call.fail(refusal);
            return;
        }
        String channel = wanted == null ? world.options().channels.getFirst() : wanted;
        String key = String.valueOf(call.text("idempotencyKey"));
        // The real one's scope is the resolved channel and account: the same key on another channel is another send.
        String cacheKey = "send:[\"" + channel + "\",\"default\"]:" + key;
        Answer known = boot.keys().get(cacheKey);
        if (known != null) {
            call.reply().send(known);
            return;
        }
        if (boot.keys().join(cacheKey, call.reply())) {
            return;
        }
        switch (target(call, channel)) {
            case Target.Refused refused -> call.fail(refused.error);
            case Target.Failed failed -> {
                boot.keys()
                        .put(cacheKey, Answer.failed(failed.error), world.time().now());
                call.fail(failed.error);
            }
            case Target.Chat chat -> {
                boot.keys().begin(cacheKey, call.reply());
                send(chat, text, key, cacheKey);
            }
        }
    }

    private void send(Target.Chat chat, String text, String key, String cacheKey) {
        String visible = REPLY_TAG.matcher(text).replaceAll("").trim();
        if (visible.equals("NO_REPLY")) {
            settle(cacheKey, Answer.failed(GatewayError.unavailable("Error: No delivery result")));
            return;
        }
        if (MEDIA.matcher(visible).find()) {
            settle(
                    cacheKey,
                    Answer.failed(GatewayError.unavailable("LocalMediaAccessError: Host-local media sends only allow "
                            + "buffer-verified images, audio, video, PDF, Office documents, archives, and validated "
                            + "plain-text documents (got unknown).")));
            return;
        }
        Message message = new Message(chat.channel, chat.to, chat.thread, visible, key, Via.SEND, chat.session);
        world.platform().deliver(message, boot.id, boot::after, outcome -> {
            switch (outcome) {
                case Outcome.Delivered delivered -> {
                    world.sessions().route(chat.session, new Route(chat.channel, chat.to, chat.thread));
                    boot.row(chat.session, "mirror", visible, key, null);
                    settle(
                            cacheKey,
                            Answer.ok("{\"runId\":" + Wire.quote(key) + ",\"messageId\":\"" + delivered.messageId()
                                    + "\",\"channel\":\"" + chat.channel + "\"}"));
                }
                case Outcome.Failed failed -> settle(cacheKey, Answer.failed(GatewayError.queued(failed.message())));
                case Outcome.Partly partly ->
                    settle(cacheKey, Answer.failed(GatewayError.partial(partly.message(), partly.messageIds())));
            }
        });
    }

    /// The five minutes run from the answer.
    private void settle(String cacheKey, Answer answer) {
        boot.keys().put(cacheKey, answer, world.time().now());
        boot.keys().settle(cacheKey, answer);
        boot.settled();
    }

    private Target target(Call call, String channel) {
        String sessionKey = call.filled("sessionKey");
        String agentId = call.filled("agentId");
        FakeGatewayOptions options = world.options();
        String session = null;
        if (sessionKey != null) {
            session = world.sessions().canonical(sessionKey);
            if (session == null) {
                return new Target.Refused(GatewayError.invalid("malformed session key \"" + sessionKey + "\""));
            }
            String owner = Sessions.agentOf(session);
            if (agentId != null && !agentId.equals(owner)) {
                return new Target.Refused(GatewayError.invalid(
                        "Multiple agents are configured, but session agent resolution has no explicit owner. "
                                + "The agent-scoped session key belongs to \"" + owner + "\", not \"" + agentId
                                + "\"."));
            }
            agentId = owner;
        }
        if (agentId == null && options.ownerless) {
            return new Target.Refused(GatewayError.invalid(
                    "Multiple agents are configured, but session key \"main\" has no explicit owner. "
                            + "Pass an agentId or an agent-scoped session key."));
        }
        String agent = agentId == null ? options.agents.getFirst() : agentId;
        if (!options.agents.contains(agent) && !options.ownerless) {
            return new Target.Failed(GatewayError.unavailable(
                    "AgentSelectionRequiredError: Multiple agents are configured, but route binding has no explicit "
                            + "owner. Update the binding agentId \"" + agent + "\" to a configured agent."));
        }
        String to = String.valueOf(call.filled("to"));
        String thread = call.filled("threadId");
        int topic = to.indexOf(":topic:");
        if (topic >= 0) {
            thread = thread == null ? to.substring(topic + ":topic:".length()) : thread;
            to = to.substring(0, topic);
        }
        return new Target.Chat(channel, to, thread, session == null ? mirrorOf(agent, channel, to, thread) : session);
    }

    /// With the default `dmScope` every direct message lands in the main session.
    private static String mirrorOf(String agent, String channel, String to, @Nullable String thread) {
        boolean group = to.startsWith("-") || to.endsWith("@g.us");
        boolean room = to.startsWith("channel:");
        if (!group && !room) {
            return "agent:" + agent + ":main";
        }
        String chat = room ? to.substring("channel:".length()) : to;
        String suffix = thread == null ? "" : (group ? ":topic:" : ":thread:") + thread;
        return ("agent:" + agent + ":" + channel + (group ? ":group:" : ":channel:") + chat + suffix)
                .toLowerCase(java.util.Locale.ROOT);
    }
}
