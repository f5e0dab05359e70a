package io.openclaw.bridge.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NotificationJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    static Stream<Notification> rows() {
        return Rows.ofEveryState().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void writesExactlyWhatTheViewSays(Notification row) throws JsonProcessingException {
        String described = JSON.writeValueAsString(NotificationView.of(row, true));
        assertThat(NotificationJson.text(row)).isEqualTo(described);
        assertThat(new String(NotificationJson.bytes(row), StandardCharsets.UTF_8))
                .isEqualTo(described);
    }

    @Test
    void showsEveryWordOfAState() throws JsonProcessingException {
        List<String> words = rows().map(row -> NotificationView.of(row, true).status())
                .distinct()
                .sorted()
                .toList();
        assertThat(words).containsExactly("cancelled", "dead", "delivered", "expired", "queued", "sending", "unknown");
        assertThat(JSON.readTree(NotificationJson.text(Rows.bare()))
                        .at("/links/self")
                        .asText())
                .isEqualTo("/api/v1/notifications/" + Rows.bare().id());
    }

    @Test
    void halfASurrogatePairOfAJavaCallerDoesNotBreakTheAnswer() throws IOException {
        Content bare = Rows.bare().content();
        Content content = bare.corrected("telegram:dm:1", "half \ud83d", bare.delivery());
        Notification row = Notification.create(Rows.bare().id(), content, "lane", "default", Rows.NOW);
        assertThat(JSON.readTree(NotificationJson.bytes(row)).path("message").asText())
                .startsWith("half ");
    }

    @Test
    void neitherTextNorMetadataNorReplyStandsInAToString() {
        assertThat(rows().map(row -> row.toString() + NotificationView.of(row, true)))
                .allSatisfy(text -> assertThat(text).doesNotContain("Tëxt", "reply\"", "decimal"));
    }
}
