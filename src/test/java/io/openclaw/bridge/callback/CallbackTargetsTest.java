package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openclaw.bridge.callback.Target.RefusedTarget;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallbackTargetsTest {
    static final SigningKeys KEYS = SigningKeys.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    static CallbackTargets allowing(String... entries) {
        return new CallbackTargets(KEYS, AllowList.parse(Arrays.asList(entries)));
    }

    private static InetAddress address(String literal) {
        return AddressBlock.literal(literal).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://hooks.example.com/path?token=1",
                "http://hooks.example.com",
                "https://hooks.example.com:8443/",
                "HTTPS://HOOKS.EXAMPLE.COM/",
                "https://8.8.8.8/",
                "https://[2606:4700::1111]/",
                "https://xn--bcher-kva.example/",
                "https://service/",
            })
    void publicHostsAreFineAtSubmit(String url) {
        assertThat(allowing().flaw(URI.create(url))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://hooks.example.com/,              must begin with https://",
        "file:///etc/passwd,                    must begin with https://",
        "gopher://hooks.example.com,            must begin with https://",
        "//hooks.example.com/,                  must begin with https://",
        "hooks.example.com,                     must begin with https://",
        "https:hooks.example.com,               has no valid host name",
        "https:///path,                         has no valid host name",
        "https://my_host/,                      has no valid host name",
        "https://user:pw@hooks.example.com/,    user name or password",
        "https://user@hooks.example.com/,       user name or password",
        "https://8.8.8.8@127.0.0.1/,            user name or password",
        "https://hooks.example.com:22/,         a port that is not for web servers",
        "https://hooks.example.com:25/,         a port that is not for web servers",
        "https://hooks.example.com:0/,          a port that is not for web servers",
        "https://hooks.example.com:6000/,       a port that is not for web servers",
        "http://127.0.0.1/,                     a loopback address",
        "http://[::1]:8080/,                    a loopback address",
        "http://[::ffff:127.0.0.1]/,            a loopback address",
        "http://169.254.169.254/latest/,        a cloud's metadata address",
        "http://10.0.0.1/,                      a private address",
        "http://localhost/,                     leads to this machine",
        "http://LOCALHOST:8080/,                leads to this machine",
        "http://localhost./,                    leads to this machine",
        "http://a.localhost/,                   leads to this machine",
        "http://2130706433/,                    neither a name nor a plain IP",
        "http://127.1/,                         valid host name",
        "http://0x7f.0.0.1/,                    valid host name",
        "http://[fe80::1%25eth0]/,              neither a name nor a plain IP",
    })
    void refusedAtSubmitWithASentence(String url, String flaw) {
        assertThat(allowing().flaw(URI.create(url)).orElseThrow()).contains(flaw);
    }

    @Test
    void withoutASecretNoCallbackIsTaken() {
        CallbackTargets off = new CallbackTargets(SigningKeys.NONE, AllowList.NONE);
        assertThat(off.flaw(URI.create("https://hooks.example.com/")).orElseThrow())
                .contains("OPENCLAW_CALLBACK_SECRET");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,           http://127.0.0.1:8080/",
        "127.0.0.0/8,         http://127.9.9.9:8080/",
        "127.0.0.1:8080,      http://127.0.0.1:8080/",
        "127.0.0.1:25,        http://127.0.0.1:25/",
        "[::1]:8080,          http://[::1]:8080/",
        "::1,                 http://[::1]:8080/",
        "fc00::/7,            http://[fd00::1]/",
        "localhost,           http://localhost:8080/",
        "LocalHost:8080,      http://localhost:8080/",
        "hooks.internal:22,   http://hooks.internal:22/",
        "169.254.0.0/16,      http://169.254.169.254/",
    })
    void operatorMayAllow(String entry, String url) {
        assertThat(allowing(entry).flaw(URI.create(url))).isEmpty();
        assertThat(allowing().flaw(URI.create(url))).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080,   http://127.0.0.1:8081/",
        "127.0.0.1,        http://127.0.0.2/",
        "127.0.0.1,        http://127.0.0.1:25/",
        "localhost:8080,   http://localhost:8081/",
        "hooks.internal,   http://hooks.internal:22/",
    })
    void whatIsAllowedIsNoMoreThanWasWritten(String entry, String url) {
        assertThat(allowing(entry).flaw(URI.create(url))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://hooks.internal/",
                "10.0.0.0/33",
                "10.0.0.0/x",
                "10.0.0/8",
                "hooks.internal:0",
                "hooks.internal:70000",
                "127.1",
                "*.internal",
                "a b",
            })
    void wrongEntryStopsTheStartWithASentence(String entry) {
        assertThatThrownBy(() -> AllowList.parse(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OPENCLAW_CALLBACK_ALLOW")
                .hasMessageContaining(entry);
    }

    @Test
    void oneForbiddenAddressSpoilsAll() throws RefusedTarget {
        CallbackTargets targets = allowing();
        Target target = targets.target(URI.create("https://hooks.example.com/"));
        targets.check(target, List.of(address("8.8.8.8"), address("2606:4700::1111")));
        assertThatThrownBy(() -> targets.check(target, List.of(address("8.8.8.8"), address("10.0.0.1"))))
                .isInstanceOf(RefusedTarget.class)
                .hasMessageContaining("a private address");
    }

    @Test
    void allowedNameMayLeadAnywhereAndOthersMayNot() throws RefusedTarget {
        CallbackTargets targets = allowing("hooks.internal");
        targets.check(targets.target(URI.create("http://hooks.internal/")), List.of(address("10.0.0.1")));
        assertThatThrownBy(() -> targets.check(
                        targets.target(URI.create("http://hooks.internal.evil.example/")),
                        List.of(address("10.0.0.1"))))
                .isInstanceOf(RefusedTarget.class);
    }

    @Test
    void flawAndTargetTellNeitherPathNorQuery() throws RefusedTarget {
        URI url = URI.create("http://10.0.0.1/hook/s3cret?token=s3cret");
        assertThat(allowing().flaw(url).orElseThrow()).doesNotContain("s3cret");
        assertThat(Target.of(url).toString()).doesNotContain("s3cret");
    }
}
