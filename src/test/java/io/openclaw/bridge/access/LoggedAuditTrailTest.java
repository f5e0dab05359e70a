package io.openclaw.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoggedAuditTrailTest {

    @Test
    void nobodysTextForgesASecondLine() {
        String line = LoggedAuditTrail.line(new AuditEntry(
                Instant.EPOCH, "eve\"\r\nkey.create by \"ops", "key.revoke", "a\u2028b", Map.of("name", "x\ny")));
        assertThat(line)
                .isEqualTo("key.revoke by \"eve\\\"\\r\\nkey.create by \\\"ops\" on \"a\u2028b\" name=\"x\\ny\"");
    }

    @Test
    void aLineSaysWhoWhatAndOnWhat() {
        assertThat(LoggedAuditTrail.line(new AuditEntry(Instant.EPOCH, "ops", "breaker.reset", "", Map.of())))
                .isEqualTo("breaker.reset by \"ops\"");
    }
}
