package io.openclaw.bridge.boot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The end of a service that does not start: one line where the reason is the operator's to mend, so that the last lines of
/// the log hold it. A reason that nobody thought of keeps its stack trace.
final class RefusedStart {
    private static final Logger LOG = System.getLogger("io.openclaw.bridge");
    private static final String ADVICE = " `java -jar quarkus-run.jar doctor` examines everything.";

    private RefusedStart() {}

    /// Tells why, if there is a reason, and ends the process as Quarkus would.
    static void exit(int code, @Nullable Throwable failure) {
        if (failure != null) {
            tell(failure, System.getenv(), System.out);
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
    }

    private static void tell(Throwable failure, Map<String, String> environment, PrintStream out) {
        Optional<String> reason = reason(failure);
        if (reason.isEmpty()) {
            LOG.log(Level.ERROR, "OpenClaw Bridge does not start. Please report this, with what follows.", failure);
        } else if (isBeforeLog(failure)) {
            out.println(unlogged(line(reason.get()), "json".equals(environment.get("OPENCLAW_LOG_FORMAT"))));
        } else {
            LOG.log(Level.ERROR, line(reason.get()));
            LOG.log(Level.DEBUG, "It was refused here:", failure);
        }
    }

    /// The log's own settings are among those that could not be read.
    private static boolean isBeforeLog(Throwable failure) {
        return failure instanceof ConfigValidationException
                || failure.getCause() != null && isBeforeLog(failure.getCause());
    }

    static String line(String reason) {
        return "OpenClaw Bridge does not start: " + reason + (reason.endsWith(".") ? "" : ".") + ADVICE;
    }

    private static String unlogged(String line, boolean json) {
        String now = Instant.now().toString();
        return json
                ? JsonNodeFactory.instance
                        .objectNode()
                        .put("timestamp", now)
                        .put("level", "ERROR")
                        .put("loggerName", LOG.getName())
                        .put("message", line)
                        .toString()
                : now + " ERROR [" + LOG.getName() + "] " + line;
    }

    /// In one line, with the setting and the remedy; empty for what is no operator's affair.
    static Optional<String> reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case ConfigurationException wrong -> {
                    return Optional.of(SettingNames.explain(String.valueOf(wrong.getMessage())));
                }
                case ConfigValidationException wrong -> {
                    return Optional.of(problems(wrong));
                }
                case QuarkusBindException taken -> {
                    return Optional.of(
                            "port " + taken.getPort() + " of " + taken.getHost()
                                    + ", where the HTTP door is to be, is taken, perhaps by another bridge, or no address of this"
                                    + " machine: set QUARKUS_HTTP_PORT to a free one, or QUARKUS_HTTP_HOST to an address of its own");
                }
                default -> {} // what wraps it
            }
        }
        return Optional.empty();
    }

    private static String problems(ConfigValidationException wrong) {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < wrong.getProblemCount(); i++) {
            sentences.add(SettingNames.explain(wrong.getProblem(i).getMessage()));
        }
        return String.join("; ", sentences);
    }
}
