package io.openclaw.bridge.callback;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What our own rooms log while it is open, at every level; nothing of it is printed.
final class LogLines extends Handler implements AutoCloseable {
    private static final Formatter PLAIN = new Formatter() {
        @Override
        public String format(LogRecord entry) {
            return formatMessage(entry);
        }
    };

    private final Logger ours = Logger.getLogger("io.openclaw");
    private final Level before = ours.getLevel();
    private final List<String> lines = new ArrayList<>();

    LogLines() {
        setLevel(Level.ALL);
        ours.addHandler(this);
        ours.setLevel(Level.ALL);
        ours.setUseParentHandlers(false);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        StringWriter line = new StringWriter();
        line.append(entry.getLoggerName()).append(' ').append(PLAIN.format(entry));
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(new PrintWriter(line));
        }
        lines.add(line.toString());
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        ours.removeHandler(this);
        ours.setUseParentHandlers(true);
        ours.setLevel(before);
    }
}
