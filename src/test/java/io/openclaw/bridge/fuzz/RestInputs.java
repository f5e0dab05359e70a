package io.openclaw.bridge.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openclaw.bridge.fuzz.Description.Operation;
import io.openclaw.bridge.fuzz.Description.Parameter;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Requests: one that is valid by the description, spoilt in up to four places.
final class RestInputs {
    static final int MOST_MUTATIONS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "BREW");
    private static final List<String> HEADERS = List.of(
            "Content-Type: text/plain",
            "Content-Type: application/json; charset=latin-1",
            "Content-Type: ;;;",
            "Content-Type: multipart/form-data; boundary=\"",
            "Content-Encoding: gzip",
            "Content-Encoding: identity",
            "Accept: */*;q=0",
            "Accept: application/json;q=x",
            "Accept: a/b/c, ,",
            "Accept: application/problem+json",
            "Accept-Language: ***",
            "Accept-Encoding: gzip, br;q=9",
            "Idempotency-Key: k1",
            "Idempotency-Key:",
            "Idempotency-Key: \u00e4\u00ff",
            "Prefer: wait=-1",
            "Prefer: wait=99999999999999999999",
            "Prefer: wait=\"",
            "Prefer: ;;,,==",
            "Expect: 100-continue",
            "Expect: 200-ok",
            "traceparent: 00-x",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "tracestate: " + "a=b,".repeat(200),
            "Range: bytes=9-1",
            "If-None-Match: \"\"\"",
            "Cookie: =;;=\u00ff",
            "Authorization: Basic %%%",
            "Authorization: Bearer",
            "X-HTTP-Method-Override: DELETE",
            "X-Forwarded-Host: ://",
            "X-Forwarded-For: 127.0.0.1, \u00ff",
            "Forwarded: for=\"",
            "Origin: null",
            "Host: elsewhere",
            "Upgrade: nothing",
            "Upgrade: websocket",
            "X-Long: " + "x".repeat(8_000),
            "Connection: keep-alive, Upgrade");

    /// @param head request line and headers but Host and Content-Length, lines ended by CRLF
    /// @param mutations how many it could have; the mask says which of them it has
    record Input(long seed, int mask, int mutations, Operation operation, String marker, String head, byte[] body) {
        boolean isHead() {
            return head.startsWith("HEAD ");
        }

        /// As it goes over the wire, legible; what is long is cut.
        @Override
        public String toString() {
            String text = new String(body, StandardCharsets.ISO_8859_1);
            return head + "\n"
                    + (text.length() > 1_500 ? text.substring(0, 1_500) + "… (" + text.length() + " bytes)" : text);
        }
    }

    private final Description description;
    private final List<Operation> operations;
    private final String callback;
    private final Function<Dice, String> ids;

    RestInputs(Description description, List<Operation> operations, String callback, Function<Dice, String> ids) {
        this.description = description;
        this.operations = operations;
        this.callback = callback;
        this.ids = ids;
    }

    /// @param mask bit n says whether the n-th mutation is applied
    Input make(long seed, int mask) {
        Dice dice = new Dice(seed);
        String marker = Pool.marker(seed);
        Operation operation = dice.of(operations);
        Draft draft = new Draft(operation, dice, new Pool(marker, callback, ids));
        int mutations = dice.oneIn(4) ? 0 : 1 + dice.below(MOST_MUTATIONS);
        for (int i = 0; i < mutations; i++) {
            Dice own = new Dice(dice.seed());
            if ((mask >> i & 1) == 1) {
                draft.spoil(own);
            }
        }
        return new Input(seed, mask, mutations, operation, marker, draft.head(), draft.body());
    }

    /// The body of a notification alone, for doors that have no head.
    byte[] notification(Dice dice, String marker, int mutations) {
        JsonNode tree = description.value(dice, "", description.notification(), new Pool(marker, callback, ids));
        List<Dice> later = new ArrayList<>();
        for (int i = 0; i < mutations; i++) {
            Dice own = new Dice(dice.seed());
            if (own.oneIn(3)) {
                later.add(own);
            } else {
                JsonMutations.tree(own, tree);
            }
        }
        byte[] body = bytes(tree, dice.oneIn(2));
        for (Dice own : later) {
            body = JsonMutations.bytes(own, body);
        }
        return body;
    }

    private static byte[] bytes(JsonNode tree, boolean escaped) {
        try {
            return (escaped ? JSON.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII) : JSON.writer())
                    .writeValueAsString(tree)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class Draft {
        private final List<String> query = new ArrayList<>();
        private final List<String> headers = new ArrayList<>();
        private final List<Dice> onBytes = new ArrayList<>();
        private final @Nullable JsonNode tree;
        private final boolean escaped;
        private String method;
        private String path;

        Draft(Operation operation, Dice dice, Pool pool) {
            method = operation.method();
            path = operation.path();
            for (Parameter parameter : operation.parameters()) {
                boolean wanted = pool.usual(parameter.name()) ? dice.oneIn(3) : dice.oneIn(4);
                String value = description
                        .value(dice, parameter.name(), parameter.schema(), pool)
                        .asText();
                switch (parameter.in()) {
                    case "path" -> path = path.replace("{" + parameter.name() + "}", encoded(value));
                    case "query" -> {
                        if (wanted) {
                            query.add(parameter.name() + "=" + encoded(value));
                        }
                    }
                    default -> {
                        if (wanted && !parameter.name().equalsIgnoreCase("authorization")) {
                            headers.add(parameter.name() + ": " + value);
                        }
                    }
                }
            }
            JsonNode schema = operation.body();
            if (schema == null) {
                tree = null;
            } else {
                headers.add("Content-Type: application/json");
                boolean example = !operation.examples().isEmpty()
                        && dice.oneIn(10)
                        && !operation.id().startsWith("submit");
                tree = example ? dice.of(operation.examples()).deepCopy() : description.value(dice, "", schema, pool);
            }
            escaped = dice.oneIn(2);
        }

        void spoil(Dice dice) {
            int kind = dice.below(12);
            if (tree != null && kind < 6) {
                JsonMutations.tree(dice, tree);
            } else if (tree != null && kind < 8) {
                onBytes.add(dice);
            } else if (kind < 4 || kind == 8) {
                spoilQuery(dice);
            } else if (kind < 7 || kind == 9) {
                headers.add(dice.of(HEADERS));
            } else if (kind == 11 && dice.oneIn(2)) {
                method = dice.of(METHODS);
            } else {
                spoilPath(dice);
            }
        }

        private void spoilQuery(Dice dice) {
            if (query.isEmpty() || dice.oneIn(3)) {
                query.add(dice.of(List.of("dryRun", "limit", "status", "x", "%00", "")) + "=" + encoded(dice.nasty()));
                return;
            }
            int at = dice.below(query.size());
            String name = query.get(at).split("=", 2)[0];
            switch (dice.below(4)) {
                case 0 -> query.add(query.get(at));
                case 1 -> query.set(at, name + "=" + encoded(dice.nasty()));
                case 2 -> query.set(at, name + "=" + dice.number());
                default -> query.set(at, inserted(dice, query.get(at)));
            }
        }

        private void spoilPath(Dice dice) {
            switch (dice.below(4)) {
                case 0 -> path = path.substring(0, path.lastIndexOf('/') + 1) + encoded(dice.nasty());
                case 1 -> path = path + "/" + encoded(dice.nasty());
                default -> path = inserted(dice, path);
            }
        }

        /// One character; blanks and line ends stay out, for with them it is no HTTP any more.
        private String inserted(Dice dice, String text) {
            char c = dice.oneIn(3) ? "%;?#/\\{\"<|^[~".charAt(dice.below(13)) : (char) (0x21 + dice.below(0xdf));
            int at = 1 + dice.below(Math.max(1, text.length() - 1));
            return new StringBuilder(text)
                    .insert(Math.min(at, text.length()), c == 0x7f ? '%' : c)
                    .toString();
        }

        private String encoded(String text) {
            // What is longer than the decoder takes is refused before anybody could write a problem.
            String enough = text.substring(0, Math.min(300, text.length()));
            return URLEncoder.encode(enough, StandardCharsets.UTF_8).replace("+", "%20");
        }

        String head() {
            StringBuilder head = new StringBuilder(method).append(' ').append(path);
            if (!query.isEmpty()) {
                head.append('?').append(String.join("&", query));
            }
            head.append(" HTTP/1.1\r\n");
            for (String header : headers) {
                if (!header.toLowerCase(Locale.ROOT).startsWith("host:")) {
                    head.append(header).append("\r\n");
                }
            }
            return head.toString();
        }

        byte[] body() {
            byte[] body = tree == null ? new byte[0] : bytes(tree, escaped);
            for (Dice dice : onBytes) {
                body = JsonMutations.bytes(dice, body);
            }
            return body;
        }
    }
}
