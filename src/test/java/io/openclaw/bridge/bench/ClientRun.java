package io.openclaw.bridge.bench;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/// One run of our client in a process of its own. Arguments: url, token, then `load <outstanding> <warm-up ms> <measured ms>`, `million`, or `idle <seconds>`.
@SuppressWarnings("SystemOut")
final class ClientRun {
    private static final long MILLION = 1_000_000;

    private ClientRun() {}

    public static void main(String[] args) throws Exception {
        int outstanding = args[2].equals("load") ? Integer.parseInt(args[3]) : 64;
        try (Load load = new Load(URI.create(args[0]), args[1], outstanding)) {
            switch (args[2]) {
                case "load" ->
                    System.out.println(load.measure(outstanding, Long.parseLong(args[4]), Long.parseLong(args[5]))
                            .json());
                case "million" -> million(load);
                case "idle" -> idle(Long.parseLong(args[3]));
                default -> throw new IllegalArgumentException("unknown run " + args[2]);
            }
        }
    }

    private static void million(Load load) throws InterruptedException {
        load.make(MILLION / 10, 64); // so that classes and caches are there
        long before = heapAfterCollection();
        long begun = System.nanoTime();
        load.make(MILLION, 64);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        long after = heapAfterCollection();
        System.out.printf(
                "{\"calls\":%d,\"seconds\":%d,\"heapBeforeKiB\":%d,\"heapAfterKiB\":%d}%n",
                MILLION, seconds, before / 1024, after / 1024);
    }

    private static long heapAfterCollection() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void idle(long seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(5);
        long before = cpuNanos();
        TimeUnit.SECONDS.sleep(seconds);
        System.out.printf("{\"idlePercentOfCore\":%.3f}%n", (cpuNanos() - before) / 1e7 / seconds);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
