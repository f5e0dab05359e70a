package io.openclaw.bridge.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class LoggedAuditTrailTest {
    private static final LoggedAuditTrail TRAIL = new LoggedAuditTrail(Mockito.mock(AuditTrail.class), _ -> "hashed");

    /// The key of a session holds a person's number or name.
    @Test
    void keysOfSessionsAreAsTheLogHasThemElsewhere() {
        assertThat(TRAIL.line(new AuditEntry(
                        Instant.EPOCH, "ops", "delivery.pause", "lane agent:main:telegram:direct:41", Map.of())))
                .isEqualTo("delivery.pause by \"ops\" on \"lane hashed\"");
        assertThat(TRAIL.line(new AuditEntry(
                        Instant.EPOCH,
                        "ops",
                        "notification.purge",
                        "dead",
                        Map.of("lane", "agent:main:x", "limit", "7"))))
                .isEqualTo("notification.purge by \"ops\" on \"dead\" lane=\"hashed\" limit=\"7\"");
        assertThat(TRAIL.line(new AuditEntry(
                        Instant.EPOCH,
                        "ops",
                        "key.create",
                        "k",
                        Map.of("sessions", "telegram:dm:41, telegram:group:*, whatsapp:dm:1831*"))))
                .isEqualTo("key.create by \"ops\" on \"k\" sessions=\"hashed, telegram:group:*, hashed\"");
        assertThat(TRAIL.line(new AuditEntry(Instant.EPOCH, "ops", "delivery.pause", "channel telegram", Map.of())))
                .isEqualTo("delivery.pause by \"ops\" on \"channel telegram\"");
    }

    @Test
    void nobodysTextForgesASecondLine() {
        String line = TRAIL.line(new AuditEntry(
                Instant.EPOCH, "eve\"\r\nkey.create by \"ops", "key.revoke", "a\u2028b", Map.of("name", "x\ny")));
        assertThat(line)
                .isEqualTo("key.revoke by \"eve\\\"\\r\\nkey.create by \\\"ops\" on \"a\u2028b\" name=\"x\\ny\"");
    }

    @Test
    void aLineSaysWhoWhatAndOnWhat() {
        assertThat(TRAIL.line(new AuditEntry(Instant.EPOCH, "ops", "breaker.reset", "", Map.of())))
                .isEqualTo("breaker.reset by \"ops\"");
    }
}
