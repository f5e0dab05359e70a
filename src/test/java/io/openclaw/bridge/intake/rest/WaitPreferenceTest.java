package io.openclaw.bridge.intake.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WaitPreferenceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    wait=10                        | 10
                    Wait = 7                       | 7
                    wait="5"                       | 5
                    respond-async, wait=3; foo=bar | 3
                    wait=31                        | 30
                    wait=999999999                 | 30
                    wait=1, wait=2                 | 1
                    wait=0                         | 0
                    wait=-1                        | 0
                    wait=9999999999                | 0
                    wait                           | 0
                    wait=                          | 0
                    wait=x                         | 0
                    waiting=5                      | 0
                    ,;=                            | 0
                    """)
    void isUnderstoodOrIgnored(String header, int seconds) {
        assertThat(WaitPreference.of(List.of(header)).seconds()).isEqualTo(seconds);
    }

    @Test
    void firstOfSeveralHeadersCounts() {
        assertThat(WaitPreference.of(List.of("return=minimal", "wait=4", "wait=5"))
                        .seconds())
                .isEqualTo(4);
        assertThat(WaitPreference.of(List.of()).isNone()).isTrue();
    }
}
