package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One message that the platform took, as it came over the wire (`text`, usually with parse mode HTML).
public record TelegramMessage(
        long id,
        Instant at,
        String chat,
        String text,
        @Nullable String parseMode,
        @Nullable String threadId,
        @Nullable String replyTo,
        boolean silent) {

    private static final Pattern TAG = Pattern.compile("</?([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>");
    private static final Pattern ENTITY = Pattern.compile("&(lt|gt|amp|quot|#(\\d+)|#x([0-9a-fA-F]+));");
    private static final String WORD_JOINER = "\u2060";

    static TelegramMessage of(long id, Instant at, JsonNode params) {
        return new TelegramMessage(
                id,
                at,
                params.path("chat_id").asText(),
                params.path("text").asText(params.path("caption").asText("")),
                textOrNull(params.path("parse_mode")),
                textOrNull(params.path("message_thread_id")),
                textOrNull(
                        params.has("reply_to_message_id")
                                ? params.path("reply_to_message_id")
                                : params.path("reply_parameters").path("message_id")),
                params.path("disable_notification").asBoolean(false));
    }

    /// What a person sees: tags gone, entities decoded, and without the invisible word joiners that keep the gateway
    /// from taking text for markup.
    public String read() {
        if (!isHtml()) {
            return text.replace(WORD_JOINER, "");
        }
        String bare = TAG.matcher(text).replaceAll("");
        return ENTITY.matcher(bare)
                .replaceAll(found -> Matcher.quoteReplacement(decoded(found.group(1))))
                .replace(WORD_JOINER, "");
    }

    /// The names of the tags in order of appearance, closing ones left out: empty when nothing is formatted.
    public List<String> formatting() {
        if (!isHtml()) {
            return List.of();
        }
        return TAG.matcher(text)
                .results()
                .filter(tag -> !tag.group().startsWith("</"))
                .map(tag -> tag.group(1))
                .toList();
    }

    private boolean isHtml() {
        return "HTML".equalsIgnoreCase(parseMode);
    }

    private static String decoded(String entity) {
        return switch (entity) {
            case "lt" -> "<";
            case "gt" -> ">";
            case "amp" -> "&";
            case "quot" -> "\"";
            default ->
                entity.startsWith("#x")
                        ? Character.toString(Integer.parseInt(entity.substring(2), 16))
                        : Character.toString(Integer.parseInt(entity.substring(1)));
        };
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? null : node.asText();
    }
}
