package io.openclaw.bridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void numbersOfMetadataComeBackWithTheDigitsThatTheyWereSentWith() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("amount", new BigDecimal("12345678901234567890.12345678901234567890"));
        metadata.put("list", List.of(new BigDecimal("0.10"), new BigInteger("9".repeat(300))));
        metadata.put("count", 7);

        assertThat(JsonText.metadata(JsonText.metadata(metadata))).isEqualTo(metadata);
    }
}
