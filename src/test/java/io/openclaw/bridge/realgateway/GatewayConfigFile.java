package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The gateway's own configuration: fully offline, one model that is our stub, Telegram with our stub behind it.
final class GatewayConfigFile {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String OFFLINE = """
            { "gateway": { "mode": "local", "auth": { "mode": "token" }, "controlUi": { "enabled": false } },
              "update": { "checkOnStart": false },
              "agents": { "defaults": {
                "model": { "primary": "stub/echo" }, "skipBootstrap": true, "heartbeat": { "every": "0m" } } },
              "models": { "mode": "replace", "providers": { "stub": {
                "apiKey": "sk-local", "api": "openai-completions",
                "models": [ { "id": "echo", "name": "Echo", "reasoning": false, "input": ["text"],
                  "cost": { "input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0 },
                  "contextWindow": 128000, "maxTokens": 4096 } ] } } },
              "channels": { "telegram": {
                "enabled": true, "botToken": "222222:AAAAstubstubstubstubstubstubstubstub",
                "dmPolicy": "open", "allowFrom": ["*"], "groupPolicy": "open",
                "groups": { "*": { "requireMention": false } } } },
              "plugins": { "allow": ["telegram"], "slots": { "memory": "none" } },
              "discovery": { "mdns": { "mode": "off" } } }
            """;

    private GatewayConfigFile() {}

    static void write(Path home, int port, GatewayOptions options) throws IOException {
        ObjectNode config = (ObjectNode) JSON.readTree(OFFLINE);
        ObjectNode gateway = config.withObject("/gateway")
                .put("port", port)
                .put("bind", options.address().equals(GatewayOptions.LOOPBACK) ? "loopback" : "lan");
        gateway.withObject("/auth").put("token", options.token());
        config.withObject("/models/providers/stub")
                .put("baseUrl", options.model().toString());
        config.withObject("/channels/telegram")
                .put("apiRoot", options.telegram().toString());
        // The default is a file that all gateways of this machine share.
        config.withObject("/logging").put("file", home.resolve("gateway.log").toString());
        if (!options.agents().isEmpty()) {
            ObjectNode entries = config.withObject("/agents/entries");
            entries.putObject("main");
            options.agents().forEach(entries::putObject);
            if (options.owner()) {
                config.withObject("/agents/defaults/systemAgent").put("agentId", "main");
            } else {
                // Or the gateway makes `main` the owner when it starts; and then the channel wants one of its own.
                config.withObject("/agents").put("ownership", "explicit");
                ObjectNode binding = config.withArray("/bindings").addObject().put("agentId", "main");
                binding.putObject("match").put("channel", "telegram").put("accountId", "default");
            }
        }
        JSON.readerForUpdating(config).readValue(options.extraConfig());
        Path directory = Files.createDirectories(home.resolve(".openclaw"));
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(directory.resolve("openclaw.json").toFile(), config);
    }

    /// Everything that would have the gateway look around on the machine or in the network.
    static List<String> quietSwitches() {
        return List.of(
                "OPENCLAW_DISABLE_BONJOUR=1",
                "OPENCLAW_NO_RESPAWN=1",
                "OPENCLAW_EXEC_SHELL_SNAPSHOT=0",
                "OPENCLAW_NO_AUTO_UPDATE=1",
                "OPENCLAW_SKIP_CANVAS_HOST=1",
                "OPENCLAW_SKIP_GMAIL_WATCHER=1",
                "NO_COLOR=1");
    }
}
