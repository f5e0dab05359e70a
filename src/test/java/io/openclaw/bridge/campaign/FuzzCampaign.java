package io.openclaw.bridge.campaign;

import io.openclaw.bridge.fuzz.Finding;
import io.openclaw.bridge.fuzz.Storm;
import java.nio.file.Files;
import java.nio.file.Path;

/// Spoilt inputs at every door: of 100, 87 over REST, 10 at the broker, 3 calls of the gateway, each with one
/// to some spoilt frames.
///
/// Arguments: the service's jar. Properties: `fuzz.inputs`; `fuzz.seed`, which is printed, and with which a run can be made
/// again; `fuzz.only`, the number of one request, which alone is sent then.
@SuppressWarnings("SystemOut")
final class FuzzCampaign {
    private FuzzCampaign() {}

    public static void main(String[] args) throws Exception {
        int inputs = Integer.getInteger("fuzz.inputs", 100_000);
        long seed = Long.getLong("fuzz.seed", 0);
        seed = seed == 0 ? System.nanoTime() : seed;
        int only = Integer.getInteger("fuzz.only", -1);
        Path home = Files.createTempDirectory("fuzz");
        try {
            if (only >= 0) {
                Storm.again(seed, only, Path.of(args[0]), home);
            } else {
                Storm.run(plan(seed, inputs), Path.of(args[0]), home);
            }
        } catch (Finding e) {
            System.out.println(e.getMessage() + "\nlogs in " + home);
            System.exit(1);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(2);
        }
        System.out.println("no finding; logs in " + home);
        System.exit(0);
    }

    static Storm.Plan plan(long seed, int inputs) {
        return new Storm.Plan(seed, inputs / 100 * 87, inputs / 10, inputs / 100 * 3);
    }
}
