package io.openclaw.bridge.queue;

import static io.openclaw.bridge.queue.QueueWorld.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.StoreException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What comes in over the queue is as safe as what comes in over HTTP.
class IntakeTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @TempDir
    Path folder;

    private QueueWorld world;
    private JmsClient client;

    @BeforeEach
    void open() {
        world = QueueWorld.open(folder);
        client = world.client();
    }

    @AfterEach
    void close() {
        client.close();
        world.close();
    }

    private static String body(int number) {
        return "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"number " + number + "\"}";
    }

    private List<String> texts() {
        return world.store.rows().stream().map(row -> row.content().message()).toList();
    }

    @Test
    void aMessageIsStoredWithEverythingThatItSays() {
        client.publish("""
                {"sessionKey":"telegram:dm:1","message":"Deploy finished","metadata":{"a":1},"priority":5,
                 "format":"markdown","silent":true,"idempotencyKey":"k-1"}""", Map.of("traceparent", TRACE));

        Notification row = world.awaitRows(1).getFirst();
        assertThat(row.content().message()).isEqualTo("Deploy finished");
        assertThat(row.content().metadata()).isEqualTo(Map.of("a", 1L));
        assertThat(row.content().priority()).isEqualTo(5);
        assertThat(row.content().silent()).isTrue();
        assertThat(row.content().idempotencyKey()).isEqualTo("k-1");
        assertThat(row.content().traceparent()).isEqualTo(TRACE);
        await().until(() -> world.tally().settledCount(QueueTally.Result.STORED) == 1);
    }

    @Test
    void theKeyIsTheBodysThenThePropertysThenTheMessageId() {
        client.publish(
                "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"a\",\"idempotencyKey\":\"of the body\"}",
                Map.of("idempotencyKey", "of the property"));
        client.publish(body(2), Map.of("idempotencyKey", "of the property"));
        client.publish(body(3));

        List<Notification> rows = world.awaitRows(3);
        assertThat(rows.get(0).content().idempotencyKey()).isEqualTo("of the body");
        assertThat(rows.get(1).content().idempotencyKey()).isEqualTo("of the property");
        assertThat(rows.get(2).content().idempotencyKey()).startsWith("ID:");
        assertThat(world.tally().unkeyedCount()).isZero();
    }

    @Test
    void aMessageWithoutAnyKeyIsStoredAndCounted() {
        client.publishUnnamed(body(1).getBytes(StandardCharsets.UTF_8));

        assertThat(world.awaitRows(1).getFirst().content().idempotencyKey()).isNull();
        assertThat(world.tally().unkeyedCount()).isEqualTo(1);
    }

    @Test
    void theSameKeyTwiceIsOneNotification() {
        client.publish(body(1), Map.of("idempotencyKey", "k"));
        client.publish(body(1), Map.of("idempotencyKey", "k"));

        await().until(() -> world.tally().settledCount(QueueTally.Result.REPLAYED) == 1);
        assertThat(world.store.rows()).hasSize(1);
    }

    @Test
    void nothingIsAcceptedBeforeTheCommit() throws JMSException {
        world.store.holdCommits();
        client.publish(body(1));
        await().until(() -> world.store.heldCommits() == 1);

        world.closeDoor(); // in the middle of the commit: the broker must still have it

        assertThat(JmsClient.text(client.take(Samples.NOTIFICATIONS))).isEqualTo(body(1));
    }

    @Test
    void aFailedCommitGoesBackToTheBrokerAndComesAgain() {
        world.store.failNextWrites(1, StoreException.Reason.UNAVAILABLE);
        client.publish(body(1));

        world.awaitRows(1);
        await().until(() -> world.tally().settledCount(QueueTally.Result.STORED) == 1);
        assertThat(world.tally().releasedCount()).isPositive();
        assertThat(world.store.rows()).hasSize(1);
    }

    @Test
    void aCommitThatOnlySeemedToFailIsNotDoubled() {
        world.store.loseNextAnswers(1);
        client.publish(body(1));

        await().until(() -> world.tally().settledCount(QueueTally.Result.REPLAYED) == 1);
        assertThat(world.store.rows()).hasSize(1);
    }

    @Test
    void theOrderSurvivesCommitsThatFail() {
        world.store.failNextWrites(2, StoreException.Reason.DISK_LOW);
        List<String> expected =
                IntStream.range(0, 300).mapToObj(i -> "number " + i).toList();
        for (int i = 0; i < expected.size(); i++) {
            client.publish(body(i));
        }

        world.awaitRows(expected.size());
        assertThat(texts()).isEqualTo(expected);
    }

    @Test
    void whatIsNoNotificationIsPutAsideWithTheReasonAndHoldsUpNobody() throws JMSException {
        client.publish("not JSON", Map.of("mine", "kept"));
        client.publish("{\"sessionKey\":\"telegram:dm:1\",\"massage\":\"x\"}");
        client.publish(body(1));

        world.awaitRows(1);
        Message first = client.take(Samples.DEAD_LETTERS);
        assertThat(JmsClient.text(first)).isEqualTo("not JSON");
        assertThat(first.getStringProperty("mine")).isEqualTo("kept");
        assertThat(first.getStringProperty("problemType")).isEqualTo("urn:openclaw-bridge:problem:validation");
        assertThat(first.getStringProperty("problemDetail")).contains("is not valid JSON");
        Message second = client.take(Samples.DEAD_LETTERS);
        assertThat(second.getStringProperty("problemViolations"))
                .contains("{\"field\":\"message\"", "{\"field\":\"massage\"");
        await().until(() -> world.tally().settledCount(QueueTally.Result.DEAD_LETTER) == 2);
    }

    @Test
    void aKeyThatBelongsToAnotherNotificationIsPutAside() throws JMSException {
        client.publish(body(1), Map.of("idempotencyKey", "k"));
        client.publish(body(2), Map.of("idempotencyKey", "k"));

        Message letter = client.take(Samples.DEAD_LETTERS);
        assertThat(letter.getStringProperty("problemType"))
                .isEqualTo("urn:openclaw-bridge:problem:idempotency-key-reused");
        assertThat(letter.getStringProperty("problemDetail"))
                .contains(world.store.rows().getFirst().id().toString());
    }

    @Test
    void aBodyThatIsTooLargeIsPutAside() throws JMSException {
        client.publish("{\"sessionKey\":\"telegram:dm:1\",\"message\":\"" + "x".repeat(300_000) + "\"}");

        assertThat(client.take(Samples.DEAD_LETTERS).getStringProperty("problemDetail"))
                .contains("at most 262144");
    }

    @Test
    void noMoreMessagesAreHereThanThereIsCredit() {
        world.store.holdCommits();
        for (int i = 0; i < Intake.CREDITS + 200; i++) {
            client.publish(body(i));
        }
        await().until(() -> world.tally().receivedCount() == Intake.CREDITS);

        client.publish("not JSON"); // comes behind all the others
        assertThat(world.tally().receivedCount()).isEqualTo(Intake.CREDITS);
        world.store.releaseCommits();
        world.awaitRows(Intake.CREDITS + 200);
    }

    @Test
    void aRepeatOfWhatHasExpiredMeanwhileIsARepeatAndNoDeadLetter() {
        String body = "{\"sessionKey\":\"telegram:dm:1\",\"message\":\"x\",\"expiresAt\":\"%s\"}"
                .formatted(java.time.Instant.now().plusSeconds(2));
        client.publish(body, Map.of("idempotencyKey", "k"));
        world.awaitRows(1);
        await().until(() -> java.time.Instant.now()
                .isAfter(world.store.rows().getFirst().content().expiresAt()));

        client.publish(body, Map.of("idempotencyKey", "k"));

        await().until(() -> world.tally().settledCount(QueueTally.Result.REPLAYED) == 1);
    }
}
