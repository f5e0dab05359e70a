package io.openclaw.bridge.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.campaign.Callers.Accepted;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The judge finds what there is to be found.
class VerdictTest {
    private static final List<Accepted> ACCEPTED =
            List.of(new Accepted("a", 0, 0), new Accepted("b", 0, 1), new Accepted("c", 1, 0));

    private static Verdict of(String... idsAndTexts) {
        return Verdict.of(
                ACCEPTED, Stream.of(idsAndTexts).map(one -> one.split("=", 2)).map("""
                        {"key":"n:%s","text":"%s"}"""::formatted));
    }

    @Test
    void allInOrderIsGood() {
        assertThat(of("a=lane 0 number 0", "c=lane 1 number 0", "b=lane 0 number 1")
                        .isGood())
                .isTrue();
    }

    @Test
    void aRepeatUnderTheSameKeyIsCountedAndGood() {
        Verdict verdict = of(
                "a=lane 0 number 0",
                "a=lane 0 number 0",
                "b=lane 0 number 1",
                "a=lane 0 number 0",
                "c=lane 1 number 0");

        assertThat(verdict.isGood()).isTrue();
        assertThat(verdict.repeated()).isEqualTo(2);
    }

    @Test
    void whatIsMissingIsLost() {
        assertThat(of("a=lane 0 number 0", "c=lane 1 number 0").lost()).hasSize(1);
    }

    @Test
    void theLaterBeforeTheEarlierIsOutOfOrder() {
        assertThat(of("b=lane 0 number 1", "a=lane 0 number 0", "c=lane 1 number 0")
                        .disordered())
                .hasSize(1);
    }

    @Test
    void aTextUnderTwoKeysOrAnothersKeyIsStrange() {
        assertThat(of("a=lane 0 number 0", "x=lane 0 number 0").strange()).hasSize(1);
        assertThat(of("a=lane 0 number 1").strange()).hasSize(1);
    }
}
