package io.openclaw.bridge.access;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The sessions that a caller may send to, as globs: `telegram:group:*`, `agent:main:*`, `whatsapp:dm:4917*`. `*` stands for
/// any text (in channel, type and agent for one without colons), `?` for one character; case does not matter, as it does not
/// to sessions.
///
/// What counts is where a message goes, the canonical session key (the lane), not how its caller spells it: a pattern is
/// brought into the same form first (`dm` is `direct`, a chat belongs to any agent, a WhatsApp number has its `+`). So
/// `telegram:dm:1`, `telegram:direct:1` and `agent:main:telegram:direct:1` are allowed together or not at all. Only the
/// account's chat with itself (`whatsapp:self:main`) and servers (`discord:guild:N`), whose place in the gateway is a matter of
/// configuration, are found by what was written. Immutable.
public final class SessionPatterns {
    /// Everywhere.
    public static final SessionPatterns ALL = new SessionPatterns(List.of());

    /// Longest pattern in characters, as of a session key.
    static final int LONGEST = 255;

    /// A glob with many stars takes long to find that it does not match.
    private static final int MOST_STARS = 4;

    private static final Set<String> BY_CONFIGURATION = Set.of("self", "guild");

    private final List<String> texts;
    private final List<Pattern> lanes;
    private final List<Pattern> written;

    private SessionPatterns(List<String> texts) {
        this.texts = List.copyOf(texts);
        this.lanes = texts.stream().map(SessionPatterns::lane).toList();
        this.written = texts.stream().map(SessionPatterns::asWritten).toList();
    }

    /// @param texts none means everywhere
    /// @throws IllegalArgumentException with a sentence for people that names the one that is wrong
    public static SessionPatterns of(List<String> texts) {
        for (String text : texts) {
            if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(SessionPatterns::isIllegible)) {
                throw new IllegalArgumentException("a session pattern is blank, longer than " + LONGEST
                        + " characters or contains blanks or control characters");
            }
            if (text.chars().filter(c -> c == '*').count() > MOST_STARS) {
                throw new IllegalArgumentException(
                        "the session pattern \"" + text + "\" has more than " + MOST_STARS + " stars");
            }
            if (text.split(":", 3).length < 2 && !text.equals("*")) {
                throw new IllegalArgumentException("the session pattern \"" + text
                        + "\" is not of the form channel:type:identifier, such as telegram:group:*");
            }
        }
        return texts.isEmpty() ? ALL : new SessionPatterns(texts);
    }

    /// As they were written; none means everywhere.
    public List<String> texts() {
        return texts;
    }

    /// Whether a message may go anywhere.
    public boolean isEverywhere() {
        return texts.isEmpty();
    }

    /// Whether a message may go there.
    ///
    /// @param sessionKey as the caller wrote it
    /// @param lane the canonical session key that it was resolved to
    public boolean allow(String sessionKey, String lane) {
        if (texts.isEmpty()) {
            return true;
        }
        String key = sessionKey.toLowerCase(Locale.ROOT);
        String[] parts = key.split(":", 3);
        if (parts.length == 3 && !parts[0].equals("agent") && BY_CONFIGURATION.contains(parts[1])) {
            // The chat with oneself has the agent's main session: who may talk to that may not therefore post.
            return matches(written, key) || !parts[1].equals("self") && matches(lanes, lane);
        }
        return matches(lanes, lane.toLowerCase(Locale.ROOT));
    }

    private static boolean matches(List<Pattern> patterns, String text) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(text).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Pattern asWritten(String text) {
        return Pattern.compile(glob(text.toLowerCase(Locale.ROOT), ".*"), Pattern.DOTALL);
    }

    private static Pattern lane(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split(":", 3);
        if (parts.length == 1) {
            return Pattern.compile(".*", Pattern.DOTALL);
        }
        if (parts[0].equals("agent")) {
            return Pattern.compile("agent:" + tail(parts, 1), Pattern.DOTALL);
        }
        if (parts[1].equals("dm")) {
            parts[1] = "direct";
        }
        if (parts.length == 3
                && parts[0].equals("whatsapp")
                && parts[1].equals("direct")
                && !parts[2].isEmpty()
                && Character.isDigit(parts[2].charAt(0))) {
            parts[2] = "+" + parts[2];
        }
        return Pattern.compile("agent:[^:]+:" + tail(parts, 0), Pattern.DOTALL);
    }

    /// The last part may have colons in it, those before may not.
    private static String tail(String[] parts, int from) {
        StringBuilder regex = new StringBuilder();
        for (int i = from; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            regex.append(glob(parts[i], last ? ".*" : "[^:]*")).append(last ? "" : ":");
        }
        return regex.toString();
    }

    private static String glob(String text, String star) {
        StringBuilder regex = new StringBuilder();
        text.codePoints()
                .forEach(c -> regex.append(
                        switch (c) {
                            case '*' -> star;
                            case '?' -> "[^:]";
                            default -> Pattern.quote(Character.toString(c));
                        }));
        return regex.toString();
    }

    private static boolean isIllegible(int c) {
        return Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SessionPatterns patterns && patterns.texts.equals(texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    @Override
    public String toString() {
        return texts.isEmpty() ? "everywhere" : String.join(", ", texts);
    }
}
