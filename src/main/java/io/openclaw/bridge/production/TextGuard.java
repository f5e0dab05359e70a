package io.openclaw.bridge.production;

final class TextGuard {
    static String plain(String channel, String text) {
        return text;
    }

    static String markdown(String channel, String text) {
        return text;
    }

    static boolean isSilentToken(String text) {
        return text.strip().equals("NO_REPLY");
    }
}
