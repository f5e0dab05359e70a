package io.openclaw.bridge.fakegateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// The extension's promises.
@ExtendWith(FakeGatewayExtension.class)
@Execution(ExecutionMode.SAME_THREAD)
class FakeGatewayExtensionTest {
    private static final FakeGatewayOptions IMPATIENT =
            FakeGatewayOptions.defaults().patience(Duration.ofMillis(200));

    private static final Set<String> BOOTS = new HashSet<>();

    @Test
    void everyTestGetsAGatewayOfItsOwn(FakeGateway gateway, FakeGateway same) {
        assertThat(gateway).isSameAs(same);
        assertThat(BOOTS.add(gateway.bootId())).isTrue();
    }

    @Test
    void nobodyElseHasIt(FakeGateway gateway) {
        assertThat(BOOTS.add(gateway.bootId())).isTrue();
    }

    @Test
    void aFaultThatNeverStruckIsALeftover() {
        try (FakeGateway gateway = FakeGateway.start()) {
            gateway.inject(new Fault.Silence("send"));
            assertThat(FakeGatewayExtension.leftovers(gateway))
                    .containsExactly("a fault that never struck: Silence[method=send, effect=DONE] (1 left)");
        }
    }

    @Test
    void aSocketThatNobodyClosedIsALeftover() {
        try (FakeGateway gateway = FakeGateway.start(IMPATIENT);
                PlainClient forgotten = PlainClient.open(gateway)) {
            assertThat(FakeGatewayExtension.leftovers(gateway)).containsExactly("1 sockets that nobody closed");
            assertThat(forgotten.isOpen()).isTrue();
        }
    }

    @Test
    void aWaitThatFailsTellsWhatThereWas() {
        try (FakeGateway gateway = FakeGateway.start(IMPATIENT)) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> gateway.awaitPosted(1))
                    .withMessageContaining("waited 200 ms for at least 1 posted messages")
                    .withMessageContaining("posted=0");
        }
    }
}
