package io.openclaw.bridge.production;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The agent that chats belong to where neither message nor configuration names one, as the gateway last said it. Kept
/// in a file: a start without the gateway must find the same sessions as before, because the order of notifications is
/// kept by session.
///
/// Safe from any thread; [#load(Path)] and [#save()] block on the disk.
final class DefaultAgent {
    /// Before any gateway has said anything, and the usual name.
    static final String FIRST = "main";

    private static final Logger LOG = System.getLogger(DefaultAgent.class.getName());
    private static final int LONGEST = 255;

    private final Path file;
    private volatile String name;

    private DefaultAgent(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /// @throws IOException where the file exists and cannot be read
    static DefaultAgent load(Path file) throws IOException {
        String stored = Files.exists(file)
                ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
                : "";
        return new DefaultAgent(file, isName(stored) ? stored : FIRST);
    }

    /// A damaged file must not make sessions that are none.
    private static boolean isName(String stored) {
        return !stored.isEmpty()
                && stored.length() <= LONGEST
                && stored.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }

    String name() {
        return name;
    }

    /// What the gateway says now.
    ///
    /// @return whether that is news, to be [saved][#save()]
    boolean learn(String said) {
        String before = name;
        if (said.equals(before) || !isName(said)) {
            return false;
        }
        name = said;
        LOG.log(
                Level.INFO,
                "The gateway''s default agent is \"{0}\"; until now it was taken to be \"{1}\". Of chats without an agent of their own, what was accepted before may be overtaken once by what comes now.",
                said,
                before);
        return true;
    }

    /// Brings the file up to date.
    void save() {
        synchronized (file) {
            try {
                Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), name);
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "The default agent cannot be stored ({0}): a start without the gateway will take it to be \"{1}\".",
                        e.toString(),
                        FIRST);
            }
        }
    }
}
