package io.openclaw.bridge.fakegateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/// The fake gateway as a process of its own, for benchmarks and crash campaigns.
///
/// Prints `READY port=… control=…` on one line once it can be connected to. SIGTERM drains it as the real one is drained; after
/// `kill -9` and a start with the same journal it still knows what it posted, under a new boot id and with an empty key cache.
public final class FakeGatewayMain {
    private static final String USAGE = """
            options, each with a value:
              --port N               gateway port (0: any free one)
              --control N            control port on loopback (0: any free one)
              --host ADDRESS         address of the gateway port (127.0.0.1)
              --token TEXT           shared token (fake-token)
              --protocol 3|4         (4)
              --time-scale X         gateway time runs X times faster (1)
              --journal FILE         append every posted message here, and read them back at the start
              --platform-latency MS  gateway time that the platform takes for a message (0)
              --channels A,B         configured channels (telegram)
              --agents A,B           configured agents (main)
              --remember N           received requests to keep whole (0)
              --health full|brief    size of health's answer (full)
              --remote true|false    behave as for clients on other machines (false)""";

    private FakeGatewayMain() {}

    public static void main(String[] args) throws IOException {
        // A drain may take as long as the real one's.
        FakeGatewayOptions options =
                FakeGatewayOptions.defaults().rememberedRequests(0).patience(Duration.ofMinutes(6));
        int control = 0;
        for (Iterator<String> each = List.of(args).iterator(); each.hasNext(); ) {
            String name = each.next();
            if (!each.hasNext()) {
                stop(name + " needs a value");
            }
            String value = each.next();
            switch (name) {
                case "--port" -> options = options.port(Integer.parseInt(value));
                case "--control" -> control = Integer.parseInt(value);
                case "--host" -> options = options.host(value);
                case "--token" -> options = options.token(value);
                case "--protocol" -> options = options.protocol(Integer.parseInt(value));
                case "--time-scale" -> options = options.timeScale(Double.parseDouble(value));
                case "--journal" -> options = options.journal(Path.of(value));
                case "--platform-latency" ->
                    options = options.platformLatency(Duration.ofMillis(Long.parseLong(value)));
                case "--channels" -> options = options.channels(value.split(","));
                case "--agents" -> options = options.agents(value.split(","));
                case "--remember" -> options = options.rememberedRequests(Integer.parseInt(value));
                case "--health" -> options = options.fullHealth(value.equals("full"));
                case "--remote" -> options = options.remote(Boolean.parseBoolean(value));
                default -> stop("unknown option " + name);
            }
        }
        FakeGateway gateway = FakeGateway.start(options);
        ControlPort controlPort = new ControlPort(gateway, control);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            controlPort.close();
            gateway.terminate();
            gateway.awaitExit();
        }));
        System.out.println("READY port=" + gateway.port() + " control=" + controlPort.port());
    }

    private static void stop(String complaint) {
        System.err.println(complaint + "\n" + USAGE);
        System.exit(64);
    }
}
