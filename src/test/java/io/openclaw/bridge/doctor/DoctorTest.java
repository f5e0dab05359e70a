package io.openclaw.bridge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.openclaw.bridge.Checkup;
import io.openclaw.bridge.Examination;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DoctorTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private static Map<String, Examination> map(String one, Examination first, String other, Examination second) {
        Map<String, Examination> map = new LinkedHashMap<>();
        map.put(one, first);
        map.put(other, second);
        return map;
    }

    @Test
    void linesComeInTheOrderOfTheRoomsWhateverTheyTake() {
        CountDownLatch secondDone = new CountDownLatch(1);
        Doctor doctor = new Doctor(map(
                "slow",
                () -> {
                    secondDone.await();
                    return List.of(Checkup.ok("slow", "fine"));
                },
                "quick",
                () -> {
                    secondDone.countDown();
                    return List.of(Checkup.warn("quick", "so so", "wait"));
                }));

        Diagnosis found = doctor.examine();

        assertThat(found.lines()).extracting(Checkup::name).containsExactly("slow", "quick");
        assertThat(found.result()).isEqualTo(Checkup.Result.WARN);
    }

    @Test
    void whoDoesNotAnswerInTimeIsAFailedLineAndIsStopped() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        Doctor doctor = new Doctor(
                map(
                        "stuck",
                        () -> {
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                            }
                            return List.of();
                        },
                        "well",
                        () -> List.of(Checkup.ok("well", "fine"))),
                SHORT);

        Diagnosis found = doctor.examine();

        assertThat(found.lines()).extracting(Checkup::result).containsExactly(Checkup.Result.FAIL, Checkup.Result.OK);
        interrupted.await();
    }

    @Test
    void whatAnExaminationThrowsIsAFailedLineThatQuotesNothingOfIt() {
        Diagnosis found = new Doctor(Map.of("broken", () -> {
                    throw new IllegalStateException("password=hunter2");
                }))
                .examine();

        assertThat(found.result()).isEqualTo(Checkup.Result.FAIL);
        assertThat(found.toString()).contains("IllegalStateException").doesNotContain("hunter2");
    }

    @Test
    void whoAsksMeanwhileGetsTheSameAnswer() throws InterruptedException {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        Doctor doctor = new Doctor(Map.of("one", () -> {
            looks.incrementAndGet();
            looking.countDown();
            go.await();
            return List.of(Checkup.ok("one", "fine"));
        }));
        CompletableFuture<Diagnosis> first = CompletableFuture.supplyAsync(doctor::examine);
        looking.await();
        CompletableFuture<Diagnosis> second = new CompletableFuture<>();
        Thread asking = Thread.ofPlatform().start(() -> second.complete(doctor.examine()));
        while (asking.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        go.countDown();

        assertThat(second.join()).isSameAs(first.join());
        assertThat(looks).hasValue(1);
        doctor.examine();
        assertThat(looks).as("who asks later gets a new look").hasValue(2);
    }
}
