package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {
    /// Settings of every form.
    @ConfigMapping(prefix = "sample")
    public interface Sample {
        @WithDefault("5")
        @Min(1)
        @Max(9)
        int plainNumber();

        @Min(1)
        Optional<Integer> maybe();

        @WithName("given")
        @WithDefault("x")
        @NotBlank
        String text();

        Group group();

        Map<String, Group> several();
    }

    /// Within others.
    public interface Group {
        @WithParentName
        @WithDefault("10")
        @Min(10)
        long value();
    }

    /// A bound that is not held.
    @ConfigMapping(prefix = "sample")
    public interface Unknown {
        @WithDefault("x")
        @Size(max = 3)
        String text();
    }

    @Test
    void settingsWithinTheirBoundsPass() {
        assertThatCode(() -> read(
                        Sample.class,
                        Map.of("sample.plain-number", "9", "sample.maybe", "1", "sample.several.a", "10")))
                .doesNotThrowAnyException();
        assertThatCode(() -> read(Sample.class, Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "sample.plain-number, 0, 'SAMPLE_PLAIN_NUMBER (sample.plain-number) must be 1 at least, but is 0'",
        "sample.plain-number, 10, 'SAMPLE_PLAIN_NUMBER (sample.plain-number) must be 9 at most, but is 10'",
        "sample.maybe, -1, 'SAMPLE_MAYBE (sample.maybe) must be 1 at least, but is -1'",
        "sample.group, 9, 'SAMPLE_GROUP (sample.group) must be 10 at least, but is 9'",
        "sample.several.a, 9, 'SAMPLE_SEVERAL_A (sample.several.a) must be 10 at least, but is 9'",
    })
    void aSettingOutOfItsBoundsIsNamedWithItsBound(String name, String value, String sentence) {
        assertThatThrownBy(() -> read(Sample.class, Map.of(name, value))).hasMessageContaining(sentence);
    }

    @Test
    void aBoundThatNobodyHoldsIsAnError() {
        assertThatThrownBy(() -> read(Unknown.class, Map.of())).hasMessageContaining("Size");
    }

    @Test
    void theServiceFindsIt() {
        assertThat(ServiceLoader.load(io.smallrye.config.SmallRyeConfigBuilderCustomizer.class))
                .anyMatch(Bounds.class::isInstance);
    }

    private static void read(Class<?> mapping, Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withCustomizers(new Bounds())
                .withMapping(mapping)
                .withDefaultValues(settings)
                .build();
        assertThat(config.getConfigMapping(mapping)).isNotNull();
    }
}
