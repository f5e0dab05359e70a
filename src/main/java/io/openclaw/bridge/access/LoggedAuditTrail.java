package io.openclaw.bridge.access;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/// Writes each entry to the log too, one line each in the category `io.openclaw.bridge.audit`, before it goes to the store.
/// Texts are escaped as in JSON: nobody's name can forge a second line.
public final class LoggedAuditTrail implements AuditTrail {
    private static final Logger LOG = Logger.getLogger("io.openclaw.bridge.audit");

    private final AuditTrail stored;

    public LoggedAuditTrail(AuditTrail stored) {
        this.stored = stored;
    }

    @Override
    public Uni<Void> record(AuditEntry entry) {
        return Uni.createFrom().deferred(() -> {
            LOG.info(line(entry));
            return stored.record(entry);
        });
    }

    @Override
    public Uni<List<Recorded>> latest(long before, int limit) {
        return stored.latest(before, limit);
    }

    static String line(AuditEntry entry) {
        StringBuilder line = new StringBuilder(entry.action()).append(" by ");
        quoted(line, entry.who());
        if (!entry.target().isEmpty()) {
            quoted(line.append(" on "), entry.target());
        }
        new TreeMap<>(entry.detail())
                .forEach((name, value) -> quoted(line.append(' ').append(name).append('='), value));
        return line.toString();
    }

    private static void quoted(StringBuilder line, String text) {
        line.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, line);
        line.append('"');
    }
}
