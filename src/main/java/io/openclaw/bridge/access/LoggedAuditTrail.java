package io.openclaw.bridge.access;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.smallrye.mutiny.Uni;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/// Writes each entry to the log too, one line each in the category `io.openclaw.bridge.audit`, before it goes to the store.
/// Texts are escaped as in JSON: nobody's name can forge a second line. The keys of sessions, which name people, are as the
/// log's other lines have them; the store keeps them as they are.
public final class LoggedAuditTrail implements AuditTrail {
    private static final Logger LOG = Logger.getLogger("io.openclaw.bridge.audit");

    private static final String LANE = "lane";
    private static final String SESSIONS = "sessions";

    /// Of [SessionPatterns], one that names nobody: `everywhere`, `telegram:*`, `telegram:group:*`.
    private static final Pattern WIDE = Pattern.compile("everywhere|([a-z]+:){0,2}\\*");

    private final AuditTrail stored;
    private final UnaryOperator<String> sessionKeys;

    /// @param sessionKeys what stands for the key of a session
    public LoggedAuditTrail(AuditTrail stored, UnaryOperator<String> sessionKeys) {
        this.stored = stored;
        this.sessionKeys = sessionKeys;
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

    String line(AuditEntry entry) {
        StringBuilder line = new StringBuilder(entry.action()).append(" by ");
        quoted(line, entry.who());
        if (!entry.target().isEmpty()) {
            quoted(line.append(" on "), target(entry.target()));
        }
        new TreeMap<>(entry.detail())
                .forEach((name, value) -> quoted(line.append(' ').append(name).append('='), detail(name, value)));
        return line.toString();
    }

    private String target(String target) {
        String lane = LANE + " ";
        return target.startsWith(lane) ? lane + sessionKeys.apply(target.substring(lane.length())) : target;
    }

    private String detail(String name, String value) {
        return switch (name) {
            case LANE -> sessionKeys.apply(value);
            case SESSIONS ->
                Arrays.stream(value.split(", "))
                        .map(pattern -> WIDE.matcher(pattern).matches() ? pattern : sessionKeys.apply(pattern))
                        .collect(Collectors.joining(", "));
            default -> value;
        };
    }

    private static void quoted(StringBuilder line, String text) {
        line.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, line);
        line.append('"');
    }
}
