package io.openclaw.bridge.production;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Durations as people write them.
class SecondsConverterTest {
    @ParameterizedTest
    @CsvSource({
        "1.0, PT1S",
        "30.0, PT30S",
        "60, PT1M",
        "0, PT0S",
        "0.25, PT0.25S",
        "500ms, PT0.5S",
        "1s, PT1S",
        "1.5s, PT1.5S",
        "2m, PT2M",
        "1h, PT1H",
        "1d, PT24H",
        "1S, PT1S",
        " 60 , PT1M",
        "PT1S, PT1S",
        "pt1m30s, PT1M30S",
        "P2D, PT48H",
        "365d, PT8760H"
    })
    void areUnderstood(String text, Duration expected) {
        assertThat(new SecondsConverter().convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "-PT1S",
                "soon",
                "1 s",
                "1e3",
                "1,5",
                "NaN",
                "Infinity",
                ".5",
                "1.",
                "366d",
                "999999999d",
                "PT8761H",
                "1w"
            })
    void areRefusedWithExamplesWhereNobodyCanKnow(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecondsConverter().convert(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining("PT1S");
    }
}
