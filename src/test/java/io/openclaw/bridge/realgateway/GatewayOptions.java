package io.openclaw.bridge.realgateway;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// How a gateway is to be set up.
///
/// @param bind the vendor's word: `loopback`, `lan` (all interfaces), …
/// @param agents more agents than the default `main`; with `defaultAgent` false nobody owns unqualified work
/// @param origins browser origins the gateway accepts
/// @param command prefix of the gateway's command line, such as `ip netns exec <name>`
/// @param extraConfig JSON merged over the configuration, `{}` for none
public record GatewayOptions(
        URI telegram,
        URI model,
        String token,
        String bind,
        List<String> agents,
        boolean defaultAgent,
        List<String> origins,
        List<String> command,
        String extraConfig) {

    public static final String TOKEN = "sandbox-token";

    public GatewayOptions {
        agents = List.copyOf(agents);
        origins = List.copyOf(origins);
        command = List.copyOf(command);
    }

    public static GatewayOptions with(StubTelegram telegram, StubModel model) {
        return new GatewayOptions(
                telegram.uri(), model.uri(), TOKEN, "loopback", List.of(), true, List.of(), List.of(), "{}");
    }

    public GatewayOptions token(String value) {
        return new GatewayOptions(
                telegram, model, value, bind, agents, defaultAgent, origins, command, extraConfig);
    }

    public GatewayOptions bind(String value) {
        return new GatewayOptions(telegram, model, token, value, agents, defaultAgent, origins, command, extraConfig);
    }

    public GatewayOptions moreAgents(String... names) {
        List<String> all = new ArrayList<>(agents);
        all.addAll(List.of(names));
        return new GatewayOptions(telegram, model, token, bind, all, defaultAgent, origins, command, extraConfig);
    }

    public GatewayOptions withoutDefaultAgent() {
        return new GatewayOptions(telegram, model, token, bind, agents, false, origins, command, extraConfig);
    }

    public GatewayOptions origins(String... values) {
        return new GatewayOptions(
                telegram, model, token, bind, agents, defaultAgent, List.of(values), command, extraConfig);
    }

    public GatewayOptions command(String... prefix) {
        return new GatewayOptions(
                telegram, model, token, bind, agents, defaultAgent, origins, List.of(prefix), extraConfig);
    }

    public GatewayOptions config(String json) {
        return new GatewayOptions(telegram, model, token, bind, agents, defaultAgent, origins, command, json);
    }
}
