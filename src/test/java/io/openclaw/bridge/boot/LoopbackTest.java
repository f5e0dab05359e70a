package io.openclaw.bridge.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1.2.3",
                "localhost",
                "LOCALHOST",
                "::1",
                "[::1]",
                "::ffff:127.0.0.1",
                " 127.0.0.1 "
            })
    void isHeardOnThisMachineOnly(String host) {
        assertThat(Loopback.is(host)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "0.0.0.0",
                "::",
                "[::]",
                "0",
                "10.0.0.1",
                "bridge.example.org",
                "localhost.example.org",
                "127.0.0.1.example.org",
                "::ffff:10.0.0.1",
                "fe80::1"
            })
    void isHeardElsewhere(String host) {
        assertThat(Loopback.is(host)).isFalse();
    }
}
