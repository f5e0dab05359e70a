package io.openclaw.bridge.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/// The lines of messages that were sent or failed, with their fields, while it is open.
public final class LogRecords extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("io.openclaw.bridge.send");
    private final List<Entry> entries = new ArrayList<>();

    /// @param fields as JSON has them
    public record Entry(String level, String text, Map<String, String> fields) {}

    /// @param least what the logger lets through
    public LogRecords(Level least) {
        setLevel(Level.ALL);
        logger.setLevel(least);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        ExtLogRecord extended = ExtLogRecord.wrap(entry);
        entries.add(new Entry(entry.getLevel().getName(), extended.getFormattedMessage(), extended.getMdcCopy()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }
}
