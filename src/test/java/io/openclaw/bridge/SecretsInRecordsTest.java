package io.openclaw.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RecordComponentInfo;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A record prints all of its components unless it says otherwise, and sooner or later somebody logs one: each that holds
/// a secret, or something that people wrote, has a `toString` of its own.
class SecretsInRecordsTest {
    private static final Pattern TELLING = Pattern.compile(
            "(?i).*(token|secret|password|credential|privatekey|apikey|bearer).*|message|text|reply|body|metadata|payload|params|jdbc|databaseUrl|url");

    private static final String OURS = "a sentence of ours, made for logs and answers";

    /// A component that is called like one and is none, with the reason.
    private static final Map<String, String> HARMLESS = Map.ofEntries(
            Map.entry("Checkup.text", OURS),
            Map.entry("SessionKey$Chat.text", "an address, which views and logs show"),
            Map.entry("SessionKey$Agent.text", "an address, which views and logs show"),
            Map.entry("gateway/CloseReason$Unreachable.text", OURS),
            Map.entry("gateway/CloseReason$NoToken.text", OURS),
            Map.entry("gateway/CloseReason$ProtocolViolation.text", OURS),
            Map.entry("gateway/ConnectHint.text", OURS),
            Map.entry("intake/rest/NotificationShapes$Correction.message", "a shape for OpenAPI, never made"),
            Map.entry("intake/rest/Violation.message", OURS),
            Map.entry("intake/rest/admin/DoctorView$Line.text", OURS),
            Map.entry("intake/rest/admin/KeyShapes$Key.secret", "a shape for OpenAPI, never made"),
            Map.entry("notification/Flaw.message", OURS),
            Map.entry("store/DatabaseTrouble.text", OURS));

    static Stream<Path> records() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("target", "classes"))) {
            return files
                    .filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !telling(parse(file)).isEmpty())
                    .toList()
                    .stream();
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(ClassModel type) {
        return type.thisClass().asInternalName().replace("io/openclaw/bridge/", "");
    }

    private static List<String> telling(ClassModel type) {
        return type.findAttribute(Attributes.record()).stream()
                .flatMap(record -> record.components().stream())
                .filter(SecretsInRecordsTest::holdsText)
                .map(component -> component.name().stringValue())
                .filter(component -> TELLING.matcher(component).matches())
                .filter(component -> !HARMLESS.containsKey(name(type) + "." + component))
                .toList();
    }

    private static boolean holdsText(RecordComponentInfo component) {
        return Set.of(
                        "Ljava/lang/String;",
                        "Ljava/util/Map;",
                        "Ljava/lang/Object;",
                        "Ljava/net/URI;",
                        "Ljava/util/Optional;",
                        "Lcom/fasterxml/jackson/databind/JsonNode;",
                        "Lcom/fasterxml/jackson/databind/node/ObjectNode;",
                        "[B")
                .contains(component.descriptor().stringValue());
    }

    @ParameterizedTest
    @MethodSource("records")
    void recordThatHoldsASecretDoesNotPrintItself(Path file) {
        ClassModel type = parse(file);
        MethodModel toString = type.methods().stream()
                .filter(method -> method.methodName().equalsString("toString")
                        && method.methodType().equalsString("()Ljava/lang/String;"))
                .findFirst()
                .orElseThrow();

        assertThat(isGenerated(toString))
                .as(
                        "%s prints its %s: give it a toString of its own, or name it as harmless here",
                        name(type), telling(type))
                .isFalse();
    }

    private static boolean isGenerated(MethodModel method) {
        for (CodeElement element : method.code().orElseThrow()) {
            if (element instanceof InvokeDynamicInstruction call
                    && call.bootstrapMethod().owner().descriptorString().equals("Ljava/lang/runtime/ObjectMethods;")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void everyExceptionIsStillThere() {
        List<String> components;
        try (Stream<Path> files = Files.walk(Path.of("target", "classes"))) {
            components = files.filter(file -> file.toString().endsWith(".class"))
                    .map(SecretsInRecordsTest::parse)
                    .flatMap(type -> type.findAttribute(Attributes.record()).stream()
                            .flatMap(record -> record.components().stream())
                            .map(component ->
                                    name(type) + "." + component.name().stringValue()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(components).containsAll(HARMLESS.keySet());
    }
}
