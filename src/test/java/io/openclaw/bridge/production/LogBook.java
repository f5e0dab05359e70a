package io.openclaw.bridge.production;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Everything that anybody logs while it is open, at every level; nothing of it is printed.
public final class LogBook extends Handler implements AutoCloseable {
    private static final Formatter PLAIN = new Formatter() {
        @Override
        public String format(LogRecord entry) {
            return formatMessage(entry);
        }
    };

    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final List<Handler> others = List.of(root.getHandlers());
    private final List<String> lines = new ArrayList<>();

    public LogBook() {
        setLevel(Level.ALL);
        others.forEach(root::removeHandler);
        root.addHandler(this);
        root.setLevel(Level.ALL);
    }

    @Override
    public synchronized void publish(LogRecord entry) {
        StringWriter line = new StringWriter();
        line.append(entry.getLoggerName()).append(' ').append(PLAIN.format(entry));
        Object[] parameters = entry.getParameters();
        if (parameters != null) {
            for (Object parameter : parameters) {
                line.append(" | ").append(String.valueOf(parameter));
            }
        }
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(new PrintWriter(line));
        }
        lines.add(line.toString());
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
        others.forEach(root::addHandler);
        root.setLevel(before);
    }
}
