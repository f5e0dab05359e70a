package io.openclaw.bridge.realgateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The vendor's `protocol.schema.json`. It names the envelope (`definitions.RequestFrame`, whose `params` may be
/// anything) and lists the methods, but ties no method to its params; the names do: `agent.wait` has
/// `definitions.AgentWaitParams`. Definitions are whole in themselves, without references to each other.
public final class FrameSchemas {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

    private final ObjectMapper json = new ObjectMapper();
    private final JsonNode methods;
    private final JsonNode definitions;
    private final JsonSchema request;
    private final Map<String, Optional<JsonSchema>> params = new ConcurrentHashMap<>();

    FrameSchemas(JsonNode protocol) {
        methods = protocol.path("methods");
        definitions = protocol.path("definitions");
        request = definition("RequestFrame")
                .orElseThrow(() -> new IllegalArgumentException("This schema defines no RequestFrame"));
    }

    public static FrameSchemas read(Path file) {
        try {
            return new FrameSchemas(new ObjectMapper().readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException("No protocol schema", e);
        }
    }

    public Verdict judge(String frame) {
        JsonNode node;
        try {
            node = json.readTree(frame);
        } catch (JsonProcessingException e) {
            return new Verdict.Illegal(List.of("not JSON: " + e.getOriginalMessage()));
        }
        List<String> envelope = problems(request, node, "frame");
        if (!envelope.isEmpty()) {
            return new Verdict.Illegal(envelope);
        }
        String method = node.path("method").asText();
        if (!methods.has(method)) {
            return new Verdict.UnlistedMethod();
        }
        return params.computeIfAbsent(method, name -> definition(paramsName(name)))
                .map(schema -> verdict(problems(schema, node.path("params"), method)))
                .orElseGet(Verdict.NoParamsSchema::new);
    }

    private Optional<JsonSchema> definition(String name) {
        return Optional.of(definitions.path(name))
                .filter(node -> !node.isMissingNode())
                .map(FACTORY::getSchema);
    }

    private static Verdict verdict(List<String> problems) {
        return problems.isEmpty() ? new Verdict.Legal() : new Verdict.Illegal(problems);
    }

    private static List<String> problems(JsonSchema schema, JsonNode node, String where) {
        if (node.isMissingNode()) {
            return List.of(where + ": nothing there");
        }
        return schema.validate(node).stream()
                .map(ValidationMessage::getMessage)
                .map(message -> where + ": " + message)
                .sorted()
                .toList();
    }

    static String paramsName(String method) {
        return Arrays.stream(method.split("[._-]"))
                        .map(part -> Character.toUpperCase(part.charAt(0)) + part.substring(1))
                        .collect(Collectors.joining())
                + "Params";
    }
}
