package io.openclaw.bridge.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.openclaw.bridge.fakegateway.FakeGatewayMain;
import io.openclaw.bridge.realgateway.GatewayInstall;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// All figures of issue "the bridge core" in one run, as the tables of `src/docs/benchmarks.md`.
@SuppressWarnings("SystemOut")
final class Benchmark {
    private static final int PAIRS = Integer.getInteger("bench.pairs", 5);
    private static final String WARM_UP = System.getProperty("bench.warmUpMillis", "4000");
    private static final String MEASURED = System.getProperty("bench.measuredMillis", "5000");
    private static final String TOKEN = "fake-token";

    private Benchmark() {}

    public static void main(String[] args) throws Exception {
        GatewayInstall install = GatewayInstall.ready();
        try (Processes.Started gateway =
                Processes.start(Processes.java(FakeGatewayMain.class, "--health", "brief"), Map.of(), "READY")) {
            String port = gateway.line().replaceAll(".*READY port=(\\d+).*", "$1");
            String url = "ws://127.0.0.1:" + port;
            System.out.println("## Calls per second: ours and the reference client\n");
            System.out.println(
                    "| outstanding | ours/s | reference/s | ratio | ours p50 | ref. p50 | ours p99 | ref. p99 |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            for (int outstanding : new int[] {1, 64, 256}) {
                compare(install, url, outstanding);
            }
            JsonNode million = Processes.run(Processes.java(ClientRun.class, url, TOKEN, "million"));
            System.out.printf(
                    "%n## 1,000,000 calls in a row%n%n%d s; heap after GC before %d KiB, after %d KiB%n",
                    million.path("seconds").asLong(),
                    million.path("heapBeforeKiB").asLong(),
                    million.path("heapAfterKiB").asLong());
            JsonNode idle = Processes.run(Processes.java(ClientRun.class, url, TOKEN, "idle", "30"));
            System.out.printf(
                    "%n## Idle client%n%n%s %% of a core%n",
                    idle.path("idlePercentOfCore").asText());
            ServiceRun.measure(Path.of(args[0]), url, TOKEN);
        }
    }

    private static void compare(GatewayInstall install, String url, int outstanding) throws Exception {
        List<Figures> ours = new ArrayList<>();
        List<Figures> theirs = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            ours.add(Figures.parse(Processes.run(Processes.java(
                    ClientRun.class, url, TOKEN, "load", Integer.toString(outstanding), WARM_UP, MEASURED))));
            theirs.add(Figures.parse(Processes.run(List.of(
                    install.node().toString(),
                    "src/bench/reference-client.mjs",
                    install.modules()
                            .resolve("@openclaw/gateway-client/dist/index.mjs")
                            .toString(),
                    url,
                    TOKEN,
                    Integer.toString(outstanding),
                    WARM_UP,
                    MEASURED))));
        }
        Figures our = Figures.median(ours);
        Figures their = Figures.median(theirs);
        System.out.printf(
                "| %d | %,d | %,d | %.2f | %.2f ms | %.2f ms | %.2f ms | %.2f ms |%n",
                outstanding,
                our.perSecond(),
                their.perSecond(),
                (double) our.perSecond() / their.perSecond(),
                our.p50Micros() / 1e3,
                their.p50Micros() / 1e3,
                our.p99Micros() / 1e3,
                their.p99Micros() / 1e3);
    }
}
