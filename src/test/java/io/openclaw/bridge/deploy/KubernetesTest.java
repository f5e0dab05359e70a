package io.openclaw.bridge.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesTest {
    private static final Path ROOT = Path.of("deploy/kubernetes");

    /// What the stop of everything may take: intake 2 s, delivery 21 s, events 2 s, callbacks 3 s, bridge 5 s, broker.
    private static final long STOP_SECONDS = 40;

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .filter(file -> !isPatch(file))
                    .toList()
                    .stream();
        }
    }

    private static boolean isPatch(Path file) {
        try {
            return Files.readString(file).startsWith("- op:");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyFileHasOnlyWhatKubernetesKnows(Path file) throws IOException {
        assertThat(Manifests.of(file).documents()).isNotEmpty();
    }

    @Test
    void aMisspeltPropertyIsFound(@TempDir Path folder) throws IOException {
        String text = Files.readString(ROOT.resolve("base/deployment.yaml"))
                .replace("readOnlyRootFilesystem", "readOnlyRootFileSystem");
        Path file = Files.writeString(folder.resolve("deployment.yaml"), text);

        assertThatThrownBy(() -> Manifests.of(file)).hasMessageContaining("readOnlyRootFileSystem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled"})
    void thePodIsRestricted(String overlay) throws IOException {
        assertRestricted(pod(rendered(overlay)));
    }

    /// Its namespace admits no other; its data is that of the one bridge.
    @Test
    void theShellIsRestrictedTooAndHasTheDataOfTheSingleBridge() throws IOException {
        PodSpec shell = Manifests.of(ROOT.resolve("shell.yaml")).one(Pod.class).getSpec();

        assertRestricted(shell);
        assertThat(shell.getVolumes())
                .filteredOn(volume -> volume.getName().equals("data"))
                .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .containsExactly(Manifests.of(ROOT.resolve("single/volume-claim.yaml"))
                        .one(PersistentVolumeClaim.class)
                        .getMetadata()
                        .getName());
    }

    private static void assertRestricted(PodSpec pod) {
        Container container = pod.getContainers().getFirst();

        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains("/data", "/tmp");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled"})
    void aStopHasTheTimeThatItNeeds(String overlay) throws IOException {
        assertThat(pod(rendered(overlay)).getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(STOP_SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled"})
    void everySettingExistsAndEverySecretComesAsAFile(String overlay) throws IOException {
        Map<String, String> settings = rendered(overlay).one(ConfigMap.class).getData();

        assertThat(Settings.read().names()).containsAll(settings.keySet());
        assertThat(settings)
                .allSatisfy((name, value) -> assertThat(name.matches(".*(TOKEN|SECRET|PASSWORD|KEY|DATABASE_URL)"))
                        .as("%s holds a secret itself", name)
                        .isFalse());
        assertThat(settings.entrySet())
                .filteredOn(setting -> setting.getKey().endsWith("_FILE"))
                .isNotEmpty()
                .allSatisfy(setting -> assertThat(setting.getValue()).startsWith("/run/secrets/openclaw-bridge/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled"})
    void thePortsOfServiceAndPolicyAreThoseOfTheContainer(String overlay) throws IOException {
        Manifests manifests = rendered(overlay);
        List<String> names = pod(manifests).getContainers().getFirst().getPorts().stream()
                .map(ContainerPort::getName)
                .toList();

        assertThat(manifests.one(Service.class).getSpec().getPorts())
                .extracting(ServicePort::getTargetPort)
                .extracting(port -> port.getStrVal())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(manifests
                        .one(NetworkPolicy.class)
                        .getSpec()
                        .getIngress()
                        .getFirst()
                        .getPorts())
                .extracting(port -> port.getPort().getStrVal())
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        overlay.equals("single") ? List.of("http", "amqp") : List.of("http"));
    }

    @Test
    void whatScalesSurvivesADrainAndWhatIsSingleNeverRunsTwice() throws IOException {
        Manifests scaled = rendered("scaled");
        assertThat(scaled.one(Deployment.class).getSpec().getReplicas()).isGreaterThan(1);
        assertThat(scaled.one(PodDisruptionBudget.class)
                        .getSpec()
                        .getMaxUnavailable()
                        .getIntVal())
                .isEqualTo(1);
        assertThat(scaled.one(ConfigMap.class).getData())
                .containsKeys("OPENCLAW_DATABASE_URL_FILE", "OPENCLAW_DEVICE_KEY_FILE", "OPENCLAW_QUEUE_URL");

        Deployment single = rendered("single").one(Deployment.class);
        assertThat(single.getSpec().getReplicas()).isEqualTo(1);
        assertThat(single.getSpec().getStrategy().getType()).isEqualTo("Recreate");
        assertThat(single.getSpec().getTemplate().getSpec().getVolumes())
                .filteredOn(volume -> volume.getName().equals("data"))
                .singleElement()
                .satisfies(data -> {
                    assertThat(data.getPersistentVolumeClaim()).isNotNull();
                    assertThat(data.getEmptyDir()).isNull();
                });
    }

    /// Kustomize would write the label into the peers of the network policy as well, and so cut the bridge off.
    @ParameterizedTest
    @ValueSource(strings = {"base", "single", "scaled"})
    void noLabelIsWrittenIntoSelectors(String folder) throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve(folder).resolve("kustomization.yaml")))
                .noneMatch(line -> line.strip().startsWith("includeSelectors:"))
                .noneMatch(line -> line.strip().startsWith("commonLabels:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled"})
    void everySelectorFindsTheBridgesPods(String overlay) throws IOException {
        Manifests manifests = rendered(overlay);
        Deployment deployment = manifests.one(Deployment.class);
        Map<String, String> labels =
                deployment.getSpec().getTemplate().getMetadata().getLabels();

        assertThat(deployment.getSpec().getSelector().getMatchLabels()).isNotEmpty();
        assertThat(labels)
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(manifests.one(Service.class).getSpec().getSelector())
                .containsAllEntriesOf(manifests
                        .one(NetworkPolicy.class)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels());
        if (overlay.equals("scaled")) {
            assertThat(labels)
                    .containsAllEntriesOf(manifests
                            .one(PodDisruptionBudget.class)
                            .getSpec()
                            .getSelector()
                            .getMatchLabels());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled"})
    void thePolicyLetsCallersInAndTheBridgeOutToItsPeers(String overlay) throws IOException {
        NetworkPolicySpec policy = rendered(overlay).one(NetworkPolicy.class).getSpec();

        assertThat(policy.getIngress())
                .flatExtracting(rule -> labels(rule.getFrom()))
                .containsExactly(Map.of("openclaw-bridge-client", "true"));
        List<Map<String, String>> peers = new ArrayList<>(
                List.of(Map.of("k8s-app", "kube-dns"), Map.of("app.kubernetes.io/name", "openclaw-gateway")));
        if (overlay.equals("scaled")) {
            peers.add(Map.of("app.kubernetes.io/name", "postgresql"));
            peers.add(Map.of("app.kubernetes.io/name", "artemis"));
        }
        assertThat(policy.getEgress())
                .flatExtracting(rule -> labels(rule.getTo()))
                .containsExactlyElementsOf(peers);
    }

    /// Of the peers that are pods.
    private static List<Map<String, String>> labels(List<NetworkPolicyPeer> peers) {
        return peers.stream()
                .filter(peer -> peer.getPodSelector() != null)
                .map(peer -> peer.getPodSelector().getMatchLabels())
                .toList();
    }

    private static PodSpec pod(Manifests manifests) {
        return manifests.one(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static Manifests rendered(String overlay) throws IOException {
        assumeTrue(Manifests.canRender(), "kubectl is not on the PATH: the overlays are not rendered");
        return Manifests.rendered(ROOT.resolve(overlay));
    }
}
