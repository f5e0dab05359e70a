package io.openclaw.bridge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceIdentityTest {
    @TempDir
    private Path folder;

    @Test
    void theKeyIsMadeOnceAndKept() throws IOException {
        Path file = folder.resolve("device.pem");

        DeviceIdentity made = DeviceIdentity.loadOrCreate(file);
        byte[] bytes = Files.readAllBytes(file);
        DeviceIdentity read = DeviceIdentity.loadOrCreate(file);

        assertThat(read.id()).isEqualTo(made.id());
        assertThat(read.publicKey()).isEqualTo(made.publicKey());
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    @Test
    void onlyItsOwnerMayReadTheKeyAndTheFolder() throws IOException {
        Path file = folder.resolve("data/keys/device.pem");

        DeviceIdentity.loadOrCreate(file);

        assertThat(rights(file)).isEqualTo("rw-------");
        assertThat(rights(file.getParent())).isEqualTo("rwx------");
        assertThat(rights(file.getParent().getParent())).isEqualTo("rwx------");
        try (var left = Files.list(file.getParent())) {
            assertThat(left).as("nothing half made").containsExactly(file);
        }
    }

    @Test
    void rightsThatOthersHaveAreTakenAway() throws IOException {
        Path file = folder.resolve("device.pem");
        DeviceIdentity made = DeviceIdentity.loadOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(DeviceIdentity.loadOrCreate(file).id()).isEqualTo(made.id());

        assertThat(rights(file)).isEqualTo("rw-------");
    }

    @Test
    void aStricterRightIsLeftAsItIs() throws IOException {
        Path file = folder.resolve("device.pem");
        DeviceIdentity.loadOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));

        DeviceIdentity.loadOrCreate(file);

        assertThat(rights(file)).isEqualTo("r--------");
    }

    @Test
    void manyWhoStartTogetherEndUpWithOneKey() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path file = folder.resolve("new-" + round + "/device.pem");
            Set<String> ids = new HashSet<>();
            try (ExecutorService starters = Executors.newFixedThreadPool(8)) {
                List<Callable<DeviceIdentity>> starts = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    starts.add(() -> DeviceIdentity.loadOrCreate(file));
                }
                for (Future<DeviceIdentity> started : starters.invokeAll(starts)) {
                    ids.add(started.get().id());
                }
            }
            assertThat(ids).hasSize(1);
            assertThat(DeviceIdentity.loadOrCreate(file).id()).isIn(ids);
            try (var left = Files.list(file.getParent())) {
                assertThat(left).containsExactly(file);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no key at all",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
                "-----END PRIVATE KEY-----\n-----BEGIN PRIVATE KEY-----\n"
            })
    void aDamagedFileIsAClearErrorAndNeverOverwritten(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("device.pem"), content);

        assertDamaged(file);

        assertThat(file).hasContent(content);
    }

    @Test
    void bytesThatAreNoTextAreADamagedFile() throws IOException {
        Path file = Files.write(folder.resolve("device.pem"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, (byte) 0x80});

        assertDamaged(file);
    }

    @Test
    void halfAKeyFileIsADamagedFile() throws IOException {
        Path file = folder.resolve("device.pem");
        DeviceIdentity.loadOrCreate(file);
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length() - 1; length += 7) {
            Files.writeString(file, whole.substring(0, length));
            assertDamaged(file);
        }
    }

    @Test
    void keysThatDoNotBelongTogetherAreADamagedFile() throws IOException {
        Path one = folder.resolve("one.pem");
        Path other = folder.resolve("other.pem");
        DeviceIdentity.loadOrCreate(one);
        DeviceIdentity.loadOrCreate(other);
        String spliced = Files.readString(one).replaceAll("(?s)-----BEGIN PUBLIC.*", "")
                + Files.readString(other).replaceAll("(?s)^.*(?=-----BEGIN PUBLIC)", "");
        Files.writeString(one, spliced);

        assertDamaged(one);
    }

    private static void assertDamaged(Path file) {
        assertThatThrownBy(() -> DeviceIdentity.loadOrCreate(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("damaged")
                .hasMessageContaining("approve the new device");
    }

    @Test
    void aFolderThatIsAFileIsAnErrorToo() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "x");

        assertThatThrownBy(() -> DeviceIdentity.loadOrCreate(file.resolve("device.pem")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void theIdIsTheHashOfTheRawKeyAndTheSignatureCoversTheV3Payload()
            throws IOException, GeneralSecurityException, ExecutionException {
        DeviceIdentity device = DeviceIdentity.loadOrCreate(folder.resolve("device.pem"));
        byte[] raw = Base64.getUrlDecoder().decode(device.publicKey());
        assertThat(raw).hasSize(32);
        assertThat(device.publicKey()).doesNotContain("=");
        assertThat(device.id())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(raw)));

        String signature = device.sign(
                "gateway-client",
                "backend",
                "operator",
                List.of("operator.read", "operator.write"),
                1795188904515L,
                "tok|en",
                "nonce",
                "linux");

        byte[] x509 = new byte[44];
        System.arraycopy(HexFormat.of().parseHex("302a300506032b6570032100"), 0, x509, 0, 12);
        System.arraycopy(raw, 0, x509, 12, 32);
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509)));
        check.update(("v3|" + device.id()
                        + "|gateway-client|backend|operator|operator.read,operator.write|1795188904515|tok|en|nonce|linux|")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(check.verify(Base64.getUrlDecoder().decode(signature))).isTrue();
    }

    @Test
    void theKeyIsNotShown() throws IOException {
        Path file = folder.resolve("device.pem");
        DeviceIdentity device = DeviceIdentity.loadOrCreate(file);

        assertThat(device.toString()).isEqualTo("DeviceIdentity[" + device.id() + "]");
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
