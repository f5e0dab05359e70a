package io.openclaw.bridge.realgateway;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// How a gateway is to be set up: on the loopback interface only, with the agent `main` alone, unless told otherwise.
///
/// @param address where clients reach it; anything but 127.0.0.1 has it listen on all interfaces, which is only fit for
///     a [NetworkNamespace]
/// @param port 0 for any
/// @param agents beside `main`
/// @param owner whether `main` owns work that names no agent; without an owner a gateway of several agents refuses such
/// work
/// @param extraConfig JSON merged over the configuration, `{}` for none
public record GatewayOptions(
        URI telegram,
        URI model,
        String token,
        String address,
        int port,
        List<String> agents,
        boolean owner,
        String extraConfig) {

    public static final String LOOPBACK = "127.0.0.1";
    public static final String TOKEN = "sandbox-token";

    public GatewayOptions {
        agents = List.copyOf(agents);
    }

    public static GatewayOptions with(StubTelegram telegram, StubModel model) {
        return new GatewayOptions(telegram.uri(), model.uri(), TOKEN, LOOPBACK, 0, List.of(), true, "{}");
    }

    public GatewayOptions token(String value) {
        return new GatewayOptions(telegram, model, value, address, port, agents, owner, extraConfig);
    }

    public GatewayOptions reachableAt(String value) {
        return new GatewayOptions(telegram, model, token, value, port, agents, owner, extraConfig);
    }

    public GatewayOptions port(int value) {
        return new GatewayOptions(telegram, model, token, address, value, agents, owner, extraConfig);
    }

    public GatewayOptions moreAgents(String... names) {
        List<String> all = new ArrayList<>(agents);
        all.addAll(List.of(names));
        return new GatewayOptions(telegram, model, token, address, port, all, owner, extraConfig);
    }

    public GatewayOptions withoutOwner() {
        return new GatewayOptions(telegram, model, token, address, port, agents, false, extraConfig);
    }

    public GatewayOptions config(String json) {
        return new GatewayOptions(telegram, model, token, address, port, agents, owner, json);
    }
}
