package io.openclaw.bridge.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.openclaw.bridge.BridgeStatus.BreakerState;
import io.openclaw.bridge.Outcome;
import io.openclaw.bridge.Outcome.NotSent;
import io.openclaw.bridge.Outcome.Refused;
import io.openclaw.bridge.Outcome.Unknown;
import io.openclaw.bridge.Proof;
import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.Attempt;
import io.openclaw.bridge.notification.Notification;
import io.openclaw.bridge.notification.NotificationState.Word;
import io.openclaw.bridge.notification.StoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The promises of the design, section 2, by their numbers and words, for notifications. Here each stands as a whole;
/// its corners are in the tests of the rooms, the disk in `SqliteStoreTest` and `PostgresStoreTest`, the processes in
/// `NothingAcceptedIsLostIT`. Promise 6, "The mock cannot drift", is [DurableOutcomeContract] and
/// `OpenClawBridgeContract`.
class PromisesTest {
    private static final String CHAT = "telegram:direct:1";

    private final DeliveryRig rig = new DeliveryRig();

    /// One answer of each class, by the text that gets it.
    private static Map<String, Outcome> answers() {
        Map<String, Outcome> answers = new HashMap<>();
        answers.put("delivered", ScriptedBridge.DELIVERED);
        answers.put("refused", new Refused(Refused.Reason.PLATFORM_REFUSED, "UNAVAILABLE", "chat not found"));
        answers.put("late", new Outcome.LateRetry(Duration.ofSeconds(330), "UNAVAILABLE", "429"));
        answers.put("retry", new Outcome.Retry(null, "UNAVAILABLE", "try again"));
        answers.put("held", new Unknown(Unknown.Reason.GATEWAY_HOLDS, "held"));
        answers.put("unclear", new Unknown(Unknown.Reason.PLATFORM_UNCLEAR, "500"));
        answers.put("silent", new Unknown(Unknown.Reason.NO_ANSWER, "no answer"));
        answers.put("lost", new Unknown(Unknown.Reason.LOST, "lost"));
        answers.put("busy", new Outcome.Busy(Duration.ofSeconds(1), "busy"));
        answers.put("not sent", new NotSent(NotSent.Reason.OVERLOADED, Duration.ofSeconds(1), "full"));
        return answers;
    }

    private List<Notification> submitAnswers(Map<String, Outcome> answers, boolean alike) {
        return rig.submit(answers.keySet().stream()
                .map(text -> Rows.to(alike ? CHAT : "telegram:direct:" + text.hashCode())
                        .text(text)
                        .expiresAt(rig.clock.now().plus(Duration.ofHours(1))))
                .toList());
    }

    @Nested
    @DisplayName("1. Accepted means on disk")
    class AcceptedMeansOnDisk {
        @Test
        void callerHearsNothingBeforeTheCommitAndNothingLeavesBeforeIt() {
            rig.start();
            rig.store.holdCommits();
            CompletableFuture<List<Acceptance>> accepted =
                    rig.store.accept(List.of(Rows.to(CHAT).at(rig.clock.now()))).subscribeAsCompletionStage();
            assertThat(accepted).isNotDone();
            assertThat(rig.bridge.sent).isEmpty();
            rig.store.releaseCommits();
            assertThat(accepted).isCompleted();
            assertThat(rig.bridge.sent).hasSize(1);
        }

        @Test
        void whatIsNotStoredIsNotAcceptedAndNotSent() {
            rig.start();
            rig.store.failNextWrites(1, StoreException.Reason.UNAVAILABLE);
            assertThatThrownBy(() -> rig.submit(Rows.to(CHAT))).isInstanceOf(StoreException.class);
            rig.advance(Duration.ofDays(1));
            assertThat(rig.bridge.sent).isEmpty();
        }
    }

    @Nested
    @DisplayName("2. One visible state, always")
    class OneVisibleStateAlways {
        /// Design, section 6, the picture of a row's life.
        private static final Map<Word, Set<Word>> LIFE = new EnumMap<>(Map.of(
                Word.QUEUED, EnumSet.of(Word.QUEUED, Word.SENDING, Word.EXPIRED, Word.DELIVERED),
                Word.SENDING,
                        EnumSet.of(Word.SENDING, Word.QUEUED, Word.DELIVERED, Word.UNKNOWN, Word.DEAD, Word.EXPIRED),
                Word.UNKNOWN, EnumSet.of(Word.UNKNOWN, Word.DELIVERED, Word.DEAD)));

        @Test
        void everyAnswerLeadsAlongItsLifeToOneEndWithTheStoryOfItsAttempts() {
            Map<String, Outcome> answers = answers();
            rig.bridge.script = message -> answers.get(message.text());
            rig.start();
            List<Notification> rows = submitAnswers(answers, false);
            rig.advance(Duration.ofDays(8));
            for (Notification row : rows) {
                List<Notification> life = rig.store.history().stream()
                        .filter(version -> version.id().equals(row.id()))
                        .toList();
                for (int i = 1; i < life.size(); i++) {
                    assertThat(life.get(i).version()).isEqualTo(life.get(i - 1).version() + 1);
                    assertThat(LIFE.get(life.get(i - 1).state().word()))
                            .as(row.content().message())
                            .contains(life.get(i).state().word());
                    List<Attempt> story = life.get(i - 1).attempts();
                    if (!story.isEmpty()) {
                        assertThat(life.get(i).attempts()).contains(story.getLast());
                    }
                }
                assertThat(life.getLast().state().isTerminal())
                        .as(row.content().message())
                        .isTrue();
                assertThat(life.getLast().attempts())
                        .as(row.content().message())
                        .isNotEmpty();
            }
        }
    }

    @Nested
    @DisplayName("3. At least once, with one key")
    class AtLeastOnceWithOneKey {
        @Test
        void everyAutomaticRepeatCarriesTheKeyOfTheIdAlsoOverCrashes() {
            Map<String, Outcome> answers = answers();
            rig.bridge.script = message -> answers.get(message.text());
            rig.start();
            List<Notification> rows = submitAnswers(answers, false);
            for (int crash = 0; crash < 20; crash++) {
                rig.bridge.disconnect();
                rig.crash();
                rig.bridge.connect(crash % 3 == 0 ? "boot-" + crash : "boot-1");
                rig.advance(Duration.ofMinutes(7));
            }
            Set<String> keys =
                    Set.copyOf(rows.stream().map(row -> "n:" + row.id()).toList());
            assertThat(rig.bridge.sent).hasSizeGreaterThan(rows.size());
            assertThat(rig.bridge.sent).extracting(ScriptedBridge.Sent::key).allMatch(keys::contains);
            assertThat(rig.bridge.sent).extracting(ScriptedBridge.Sent::key).containsAll(keys);
        }

        @Test
        void whatNobodyProvedIsSentAgainOnceTheKeyIsForgottenAndThatIsCountedAndRecorded() {
            rig.bridge.script = _ -> null;
            rig.start();
            Notification row = rig.submit(Rows.to(CHAT));
            rig.bridge.disconnect();
            rig.bridge.script = _ -> ScriptedBridge.DELIVERED;
            rig.bridge.connect("boot-2");
            rig.advance(Duration.ofSeconds(5));
            assertThat(rig.word(row)).isEqualTo("delivered");
            assertThat(rig.now(row).attempts().getFirst().code()).isEqualTo(DoubtRule.RESENT_WITHOUT_PROOF);
            assertThat(rig.count("openclaw.delivery.resent.unproven")).isEqualTo(1);
        }

        @Test
        void proofSparesTheRepeat() {
            rig.bridge.script = _ -> null;
            rig.start();
            Notification row = rig.submit(Rows.to(CHAT));
            rig.bridge.proofs.put(row.gatewayKey(), new Proof.Delivered(null));
            rig.bridge.disconnect();
            rig.bridge.connect("boot-2");
            assertThat(rig.word(row)).isEqualTo("delivered");
            assertThat(rig.bridge.sent).hasSize(1);
            assertThat(rig.count("openclaw.delivery.resent.unproven")).isZero();
        }
    }

    @Nested
    @DisplayName("4. Order per session, isolation between sessions")
    class OrderPerSessionIsolationBetweenSessions {
        @Test
        void slowFailingAndPoisonedSessionsKeepTheirOrderAndDelayNobody() {
            Map<String, Integer> failures = new HashMap<>();
            rig.bridge.latency =
                    message -> message.sessionKey().endsWith(":slow") ? Duration.ofSeconds(20) : Duration.ofMillis(5);
            rig.bridge.script = message -> switch (message.sessionKey()) {
                case "telegram:direct:failing" ->
                    failures.merge(message.text(), 1, Integer::sum) < 3
                            ? new Outcome.Retry(null, "UNAVAILABLE", "x")
                            : ScriptedBridge.DELIVERED;
                case "telegram:direct:poisoned" -> new Refused(Refused.Reason.PLATFORM_REFUSED, "UNAVAILABLE", "x");
                default -> ScriptedBridge.DELIVERED;
            };
            rig.start();
            List<String> sessions = List.of("slow", "failing", "poisoned", "one", "two");
            rig.submit(IntStream.range(0, 100)
                    .mapToObj(i -> Rows.to("telegram:direct:" + sessions.get(i % sessions.size()))
                            .text(String.format("%03d", i)))
                    .toList());
            rig.advance(Duration.ofSeconds(1));
            for (String quick : List.of("one", "two", "poisoned")) {
                assertThat(rig.store.rows())
                        .filteredOn(row -> row.lane().endsWith(":" + quick))
                        .hasSize(20)
                        .allMatch(row -> row.state().isTerminal());
            }
            rig.advance(Duration.ofHours(1));
            assertThat(rig.store.rows()).allMatch(row -> row.state().isTerminal());
            Map<String, List<String>> delivered = new HashMap<>();
            rig.bridge.sent.forEach(sent -> delivered
                    .computeIfAbsent(sent.message.sessionKey(), _ -> new ArrayList<>())
                    .add(sent.text()));
            assertThat(delivered.values())
                    .hasSize(5)
                    .allSatisfy(texts -> assertThat(texts).isSorted());
        }
    }

    @Nested
    @DisplayName("5. An attempt that never left is not an attempt")
    class AnAttemptThatNeverLeftIsNotAnAttempt {
        @Test
        void awayOpenBusyPausedAndFullBurnNone() {
            rig.start();
            Notification row = rig.submit(Rows.to("telegram:direct:first"));
            assertThat(rig.word(row)).isEqualTo("delivered");

            rig.bridge.disconnect();
            Notification held = rig.submit(Rows.to(CHAT));
            rig.advance(Duration.ofDays(3));
            rig.bridge.breaker(BreakerState.OPEN);
            rig.bridge.connect("boot-2");
            rig.advance(Duration.ofHours(1));
            assertThat(rig.now(held).attempts()).isEmpty();

            List<Outcome> away = List.of(
                    new Outcome.Busy(Duration.ofSeconds(1), "busy"),
                    new Outcome.Paused(Duration.ofSeconds(2), "restarting"),
                    new NotSent(NotSent.Reason.DEADLINE, Duration.ofSeconds(1), "too long in the queue"),
                    new NotSent(NotSent.Reason.BREAKER_OPEN, Duration.ofSeconds(60), "open"));
            int[] call = new int[1];
            rig.bridge.script = _ -> call[0] < 40 ? away.get(call[0]++ % away.size()) : ScriptedBridge.DELIVERED;
            rig.bridge.breaker(BreakerState.CLOSED);
            rig.advance(Duration.ofHours(1));
            assertThat(rig.word(held)).isEqualTo("delivered");
            assertThat(rig.now(held).attempts())
                    .hasSize(41)
                    .allSatisfy(attempt -> assertThat(attempt.number()).isEqualTo(1));
            assertThat(rig.now(held).attempts().getLast().result()).isEqualTo(Attempt.Result.DELIVERED);
        }
    }

    @Nested
    @DisplayName("7. Secrets stay secret")
    class SecretsStaySecret {
        private static final String SECRET = "zq-SECRET-4711";

        @Test
        void textIsInNoLogLineNoMetricAndNoToString() {
            List<String> said = new ArrayList<>();
            try (Log log = new Log(said)) {
                Map<String, Outcome> answers = answers();
                List<Outcome> each = new ArrayList<>(answers.values());
                int[] call = new int[1];
                rig.bridge.script = _ -> each.get(call[0]++ % each.size());
                rig.start();
                Notification quoted =
                        rig.submit(Rows.to("telegram:direct:quoted").text(SECRET));
                rig.submit(IntStream.range(0, 50)
                        .mapToObj(i -> Rows.to("telegram:direct:" + i).text(SECRET))
                        .toList());
                rig.advance(Duration.ofMinutes(1));
                rig.store.failNextWrites(3, StoreException.Reason.UNAVAILABLE);
                rig.advance(Duration.ofMinutes(1));
                rig.crash();
                rig.store.recover();
                rig.bridge.script = _ -> null;
                Notification last = rig.submit(Rows.to("telegram:direct:last").text(SECRET));
                rig.bridge.outstanding.stream()
                        .filter(sent -> sent.key().equals(last.gatewayKey()))
                        .findFirst()
                        .orElseThrow()
                        .fail(new IllegalStateException("cannot send " + SECRET));
                rig.advance(Duration.ofHours(2));
                rig.store.history().forEach(row -> {
                    said.add(row.toString());
                    said.add(row.content().toString());
                    said.add(row.state().toString());
                    said.add(row.attempts().toString());
                });
                said.add(quoted.toString());
                for (Meter meter : rig.registry.getMeters()) {
                    said.add(meter.getId().toString());
                }
            }
            assertThat(said).hasSizeGreaterThan(100).noneMatch(line -> line.contains("SECRET"));
        }
    }

    /// Everything that anybody logs while it is open.
    private static final class Log extends Handler implements AutoCloseable {
        private final Logger root = Logger.getLogger("io.openclaw");
        private final Level before = root.getLevel();
        private final List<String> lines;

        Log(List<String> lines) {
            this.lines = lines;
            setLevel(Level.ALL);
            root.addHandler(this);
            root.setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            StringWriter line = new StringWriter();
            line.append(
                    new Formatter() {
                        @Override
                        public String format(LogRecord each) {
                            return formatMessage(each);
                        }
                    }.format(entry));
            if (entry.getThrown() != null) {
                entry.getThrown().printStackTrace(new PrintWriter(line));
            }
            lines.add(line.toString());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            root.removeHandler(this);
            root.setLevel(before);
        }
    }
}
