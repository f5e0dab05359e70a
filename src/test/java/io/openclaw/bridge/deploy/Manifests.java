package io.openclaw.bridge.deploy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Kubernetes documents, read strictly: a property that Kubernetes does not know is an error.
record Manifests(List<HasMetadata> documents) {
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Namespace", Namespace.class,
            "v1/PersistentVolumeClaim", PersistentVolumeClaim.class,
            "v1/Pod", Pod.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                /// The model would keep what it does not know in a map.
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    static boolean canRender() {
        return run(List.of("kubectl", "version", "--client")) != null;
    }

    /// As `kubectl apply -k` would send them.
    static Manifests rendered(Path overlay) throws IOException {
        String text = run(List.of("kubectl", "kustomize", overlay.toString()));
        if (text == null) {
            throw new IOException("kubectl kustomize " + overlay + " failed");
        }
        return parse(text);
    }

    static Manifests of(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    private static Manifests parse(String text) throws IOException {
        List<HasMetadata> documents = new ArrayList<>();
        try (var parts = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            while (parts.hasNext()) {
                JsonNode part = parts.next();
                String kind = part.path("apiVersion").asText() + "/"
                        + part.path("kind").asText();
                if (!KINDS.containsKey(kind)) {
                    throw new IOException("no model for " + kind);
                }
                documents.add(YAML.treeToValue(part, KINDS.get(kind)));
            }
        }
        return new Manifests(documents);
    }

    <T> T one(Class<T> kind) {
        List<T> found =
                documents.stream().filter(kind::isInstance).map(kind::cast).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " documents of " + kind);
        }
        return found.getFirst();
    }

    private static String run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
