package io.openclaw.bridge.production;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongPredicate;

/// Quotes the gateway's sentences for people. Such a sentence may itself quote what was sent, and that
/// must
/// reach no log and no error (design, promise 7), so one that repeats it is not quoted.
///
/// @param sent the text as it was given, and as it went over the wire
record Quotation(String sent, String onTheWire) {
    /// Enough of a gateway's sentence to act on.
    private static final int CLIP = 200;

    /// As many characters in common are no accident.
    private static final int RUN = 12;

    private static final long BASE = 1_000_003;

    static Quotation of(String sent) {
        return new Quotation(sent, sent);
    }

    /// The sentence, or a remark in its place.
    String of(String sentence, String remark) {
        String quote = clip(sentence.strip());
        return repeats(quote, sent.strip()) || repeats(quote, onTheWire.strip()) ? remark : quote;
    }

    /// Compares rolling hashes: a text may have millions of characters, and this may be the event loop.
    /// Should two
    /// differ and hash alike, a sentence is not quoted that could have been.
    private static boolean repeats(String quote, String text) {
        int run = Math.min(RUN, text.length());
        if (run == 0 || quote.length() < run) {
            return false;
        }
        Set<Long> quoted = new HashSet<>();
        rolled(quote, run, hash -> {
            quoted.add(hash);
            return false;
        });
        return rolled(text, run, quoted::contains);
    }

    /// Whether the hash of any run of so many characters is the wanted one.
    private static boolean rolled(String text, int run, LongPredicate wanted) {
        long hash = 0;
        long first = 1; // what the first character of a run counts for
        for (int i = 1; i < run; i++) {
            first *= BASE;
        }
        for (int i = 0; i < text.length(); i++) {
            if (i >= run) {
                hash -= first * text.charAt(i - run);
            }
            hash = hash * BASE + text.charAt(i);
            if (i >= run - 1 && wanted.test(hash)) {
                return true;
            }
        }
        return false;
    }

    private static String clip(String text) {
        return text.codePointCount(0, text.length()) <= CLIP
                ? text
                : text.substring(0, text.offsetByCodePoints(0, CLIP)) + "…";
    }

    /// What was sent stays out of logs here too.
    @Override
    public String toString() {
        return "Quotation";
    }
}
