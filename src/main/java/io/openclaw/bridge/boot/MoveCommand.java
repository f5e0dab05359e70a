package io.openclaw.bridge.boot;

import io.openclaw.bridge.production.BridgeConfig;
import io.openclaw.bridge.store.MoveToPostgres;
import java.io.PrintStream;
import java.util.List;

/// Moves the bridge from the SQLite file in the data directory to the PostgreSQL that `OPENCLAW_DATABASE_URL` names. The
/// service must be stopped meanwhile; afterwards it starts with the same settings.
final class MoveCommand implements Command {
    @Override
    public String name() {
        return "move-to-postgresql";
    }

    @Override
    public String arguments() {
        return "";
    }

    @Override
    public String purpose() {
        return "move a stopped bridge from its SQLite file to the empty PostgreSQL of OPENCLAW_DATABASE_URL";
    }

    @Override
    public int run(List<String> arguments, PrintStream out) {
        if (!arguments.isEmpty()) {
            throw new UsageException(name() + " takes no arguments: the settings say from where to where.");
        }
        StandaloneSettings settings = StandaloneSettings.read();
        String url = DatabaseAddress.of(settings.of(DatabaseConfig.class))
                .orElseThrow(() -> new IllegalStateException(
                        "OPENCLAW_DATABASE_URL is not set: it names the PostgreSQL to move to."));
        MoveToPostgres.run(settings.of(BridgeConfig.class).dataDir(), url, out::println);
        out.println("Moved, and checked row by row. Start the service with the same OPENCLAW_DATABASE_URL and"
                + " OPENCLAW_DATA_DIR; keep the SQLite file until it works, and never start a bridge on it again: it would"
                + " send what is queued in it a second time.");
        return OK;
    }
}
