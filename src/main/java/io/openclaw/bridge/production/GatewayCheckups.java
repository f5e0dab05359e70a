package io.openclaw.bridge.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.gateway.Approach;
import io.openclaw.bridge.gateway.CertificateCheck;
import io.openclaw.bridge.gateway.ClientState;
import io.openclaw.bridge.gateway.CloseReason;
import io.openclaw.bridge.gateway.ConnectHint;
import io.openclaw.bridge.gateway.GatewaySettings;
import io.openclaw.bridge.gateway.frame.HelloOk;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// What was seen of a gateway, as lines of the doctor.
final class GatewayCheckups {
    /// The release that all of this was tried with (gateway contract).
    static final String TESTED = "2026.9.6";

    /// Contract 2: 100 s were accepted, 11 min not.
    private static final Duration MUCH = Duration.ofSeconds(60);

    private static final Duration TOO_MUCH = Duration.ofMinutes(10);

    private GatewayCheckups() {}

    /// @param lastFailure why the last attempt failed; null for none
    /// @param clockAhead by how much the gateway's clock is ahead; null where not known
    /// @param health its answer to `health`; missing where it gave none
    /// @param device whether it was told of this device, which has no key before the first start
    record Sight(
            ClientState state,
            @Nullable CloseReason lastFailure,
            @Nullable Duration clockAhead,
            JsonNode health,
            boolean device) {}

    /// Whether the connection failed for the same reason.
    static boolean saysAll(Approach approach) {
        return approach.trouble() != null
                || approach.certificate() != null
                        && approach.certificate().verdict() == CertificateCheck.Verdict.NO_TLS;
    }

    static List<Checkup> ofApproach(GatewaySettings settings, Approach approach) {
        String trouble = approach.trouble();
        if (trouble != null) {
            return List.of(Checkup.fail(
                    "gateway.reachability",
                    trouble,
                    ConnectHint.of(new CloseReason.Unreachable(trouble, false)).text()));
        }
        return List.of(
                Checkup.ok(
                        "gateway.reachability",
                        approach.host() + ":" + approach.port() + " is reached in "
                                + approach.took().toMillis() + " ms"),
                approach.certificate() == null
                        ? plain(settings, approach)
                        : CertificateCheckup.of(approach.certificate(), approach.host()));
    }

    private static Checkup plain(GatewaySettings settings, Approach approach) {
        if (settings.secure() || approach.isLoopback()) {
            return Checkup.ok("gateway.tls", "not needed: the gateway is on this machine");
        }
        return Checkup.warn(
                "gateway.tls",
                "token and messages cross the network in the clear (ws:// to " + approach.host() + ")",
                "give the gateway TLS and use wss:// in OPENCLAW_GATEWAY_URL, or go through a tunnel, as in ssh -L");
    }

    static List<Checkup> ofConnection(BridgeSettings settings, Sight sight) {
        if (sight.state() instanceof ClientState.Ready(var _, var hello, var _)) {
            return ready(settings, hello, sight);
        }
        CloseReason reason = sight.state() instanceof ClientState.Waiting waiting
                ? waiting.reason()
                : sight.lastFailure() != null
                        ? sight.lastFailure()
                        : new CloseReason.HandshakeTimeout(
                                sight.state() instanceof ClientState.Idle
                                        ? "a connection, none was wanted"
                                        : "a connection");
        if (!sight.device() && reason instanceof CloseReason.ScopesMissing) {
            return List.of(
                    Checkup.ok("gateway.token", "accepted"),
                    Checkup.warn(
                            "gateway.pairing",
                            "not known before the first start, which makes this device's key " + settings.deviceKey(),
                            "start the service: its log and /api/v1/status then show the command that approves this device, if the gateway wants that"));
        }
        return List.of(failed(reason, settings.gateway().tokenSetting()));
    }

    /// The same words as in the status and the log.
    ///
    /// @param tokenSetting where the token is set
    static Checkup failed(CloseReason reason, String tokenSetting) {
        ConnectHint hint = ConnectHint.of(reason).naming(tokenSetting);
        return Checkup.fail("gateway." + hint.topic().name().toLowerCase(Locale.ROOT), reason.text(), hint.text());
    }

    private static List<Checkup> ready(BridgeSettings settings, HelloOk hello, Sight sight) {
        List<Checkup> lines = new ArrayList<>();
        lines.add(Checkup.ok(
                "gateway.token",
                sight.device()
                        ? "accepted; this device is known, or needs no pairing"
                        : "accepted; this device's key is made at the first start, " + settings.deviceKey()));
        lines.add(Checkup.ok("gateway.protocol", "protocol " + hello.protocol()));
        Set<String> scopes = hello.scopes();
        lines.add(Checkup.ok(
                "gateway.scopes",
                scopes == null
                        ? "not told by protocol 3"
                        : scopes.stream().sorted().collect(Collectors.joining(", "))));
        lines.add(version(hello));
        lines.add(clock(sight.clockAhead()));
        if (sight.device() && sight.health().isMissingNode()) {
            lines.add(Checkup.warn(
                    "gateway.health",
                    "connected, but it does not answer health within a second",
                    "see whether the gateway is overloaded: its log, and its machine's CPU"));
        }
        lines.add(agent(settings, hello, sight.health()));
        lines.addAll(channels(sight.health()));
        return lines;
    }

    private static Checkup version(HelloOk hello) {
        return hello.version().equals(TESTED)
                ? Checkup.ok("gateway.version", "OpenClaw " + hello.version())
                : Checkup.warn(
                        "gateway.version",
                        "OpenClaw " + hello.version() + "; this bridge was tried with " + TESTED,
                        "nothing, if all goes well; else compare with that release, or update the older of the two");
    }

    private static Checkup clock(@Nullable Duration ahead) {
        if (ahead == null) {
            return Checkup.ok("gateway.clock", "the gateway does not tell its time");
        }
        String text = "the gateway's clock is " + ahead.abs().toMillis() / 1000.0 + " s "
                + (ahead.isNegative() ? "behind" : "ahead");
        String step =
                "synchronise the clocks of this machine and the gateway's (NTP): at minutes the gateway refuses this device";
        if (ahead.abs().compareTo(TOO_MUCH) > 0) {
            return Checkup.fail("gateway.clock", text, step);
        }
        return ahead.abs().compareTo(MUCH) > 0
                ? Checkup.warn("gateway.clock", text, step)
                : Checkup.ok("gateway.clock", text);
    }

    private static Checkup agent(BridgeSettings settings, HelloOk hello, JsonNode health) {
        List<String> known = StreamSupport.stream(health.path("agents").spliterator(), false)
                .map(agent -> agent.path("agentId").asText())
                .toList();
        String wanted = settings.agent();
        if (wanted == null) {
            return hello.agentRequired()
                    ? Checkup.warn(
                            "gateway.agent",
                            "the gateway has several agents and no default one: messages that name no agent are refused",
                            "set OPENCLAW_AGENT" + (known.isEmpty() ? "" : " to one of " + String.join(", ", known)))
                    : Checkup.ok("gateway.agent", "the gateway's default, " + hello.defaultAgentId());
        }
        return known.isEmpty() || known.contains(wanted)
                ? Checkup.ok("gateway.agent", wanted)
                : Checkup.fail(
                        "gateway.agent",
                        "OPENCLAW_AGENT names " + wanted + ", which the gateway does not have",
                        "set it to one of " + String.join(", ", known) + ", or take it away");
    }

    private static List<Checkup> channels(JsonNode health) {
        JsonNode channels = health.path("channels");
        if (health.isObject() && channels.isEmpty()) {
            return List.of(Checkup.warn(
                    "gateway.channels",
                    "the gateway has no channel: only sessions of agents can be reached",
                    "configure one in the gateway's openclaw.json under channels, or leave it if that is meant"));
        }
        List<Checkup> lines = new ArrayList<>();
        channels.properties().forEach(entry -> lines.add(channel(entry.getKey(), entry.getValue())));
        return lines;
    }

    /// Without the channel's own last error: that may quote the address it failed at, bot token and all.
    private static Checkup channel(String id, JsonNode channel) {
        String name = "gateway.channel." + id;
        if (!channel.path("configured").asBoolean(true)
                || !channel.path("enabled").asBoolean(true)) {
            return Checkup.warn(
                    name,
                    "not configured, or switched off",
                    "complete it in the gateway's openclaw.json under channels." + id
                            + ", or leave it if it is not used");
        }
        if (!channel.path("running").asBoolean(true)
                || !channel.path("connected").asBoolean(true)) {
            return Checkup.warn(
                    name,
                    "configured, but not connected to its platform",
                    "see the gateway's log for " + id + ": its credentials, and the way to its platform");
        }
        return Checkup.ok(name, "configured and connected");
    }
}
