package io.openclaw.bridge.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The settings by the exact names of the environment.
class CallbackConfigTest {
    private static CallbackSettings settings(Map<String, String> environment) {
        return CallbackSettings.from(new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withMapping(CallbackConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .withMappingIgnore("openclaw.**")
                .build()
                .getConfigMapping(CallbackConfig.class));
    }

    @Test
    void withoutAnyVariableCallbacksAreOffAndTheRestIsTheDefaults() {
        CallbackSettings settings = settings(Map.of());
        assertThat(settings.keys().isEmpty()).isTrue();
        assertThat(settings)
                .usingRecursiveComparison()
                .isEqualTo(CallbackSettings.of(SigningKeys.NONE, AllowList.NONE));
    }

    @Test
    void variablesAreRead() {
        CallbackSettings settings = settings(Map.of(
                "OPENCLAW_CALLBACK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw 0123456789abcdef01234567",
                "OPENCLAW_CALLBACK_ALLOW", "hooks.internal, 10.0.0.0/8,localhost:9000",
                "OPENCLAW_CALLBACK_TIMEOUT", "PT7S",
                "OPENCLAW_CALLBACK_CONCURRENCY_PER_HOST", "2"));
        assertThat(settings.keys()).hasToString("SigningKeys[2]");
        assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.concurrencyPerHost()).isEqualTo(2);
        CallbackTargets targets = Callbacks.targets(settings);
        assertThat(targets.flaw(URI.create("http://10.1.2.3/"))).isEmpty();
        assertThat(targets.flaw(URI.create("http://localhost:9000/"))).isEmpty();
        assertThat(targets.flaw(URI.create("http://localhost:9001/"))).isPresent();
    }

    @Test
    void aTimeoutThatOutlastsAClaimIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(Map.of("OPENCLAW_CALLBACK_TIMEOUT", "PT10M")))
                .withMessageContaining("openclaw.callback.timeout");
    }
}
