package io.openclaw.bridge.production;

/// Quotes the gateway's sentences for people. Such a sentence may itself quote what was sent, and that must
/// reach no log and no error (design, promise 7), so one that repeats it is not quoted.
///
/// @param sent the text as it was given, and as it went over the wire
record Quotation(String sent, String onTheWire) {
    /// Enough of a gateway's sentence to act on.
    private static final int CLIP = 200;

    /// As many characters in common are no accident.
    private static final int RUN = 12;

    static Quotation of(String sent) {
        return new Quotation(sent, sent);
    }

    /// The sentence, or a remark in its place.
    String of(String sentence, String remark) {
        String quote = clip(sentence.strip());
        return repeats(quote, sent.strip()) || repeats(quote, onTheWire.strip()) ? remark : quote;
    }

    private static boolean repeats(String quote, String text) {
        int run = Math.min(RUN, text.length());
        if (run == 0) {
            return false;
        }
        for (int from = 0; from + run <= quote.length(); from++) {
            if (text.contains(quote.substring(from, from + run))) {
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
