package io.openclaw.bridge.queue;

import io.openclaw.bridge.notification.Acceptance;
import io.openclaw.bridge.notification.NotificationException;
import io.openclaw.bridge.notification.Notifications;
import io.openclaw.bridge.notification.Submission;
import io.openclaw.bridge.notification.Submitted;
import io.openclaw.bridge.telemetry.Spans;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonQoS;
import io.vertx.proton.ProtonReceiver;
import io.vertx.proton.ProtonSession;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.qpid.proton.amqp.messaging.Accepted;
import org.apache.qpid.proton.amqp.messaging.Source;
import org.jspecify.annotations.Nullable;

/// Takes notifications from the queue. What has arrived while one transaction commits goes into the next, in the order of
/// its arrival; a message is accepted after the commit, or after its copy is among the dead letters, and never otherwise.
///
/// No more than [#CREDITS] messages are here and not settled. When a commit fails, the link's session is
/// ended: everything that is not settled goes back to the broker in its order, and the link is opened anew after a while.
///
/// Confined to the door's context.
final class Intake implements BrokerLine.User {
    /// Messages here and not settled; as many as a batch of the HTTP door.
    static final int CREDITS = Notifications.MAX_BATCH;

    /// In one transaction: reading these takes the context a few milliseconds, and it has others to serve.
    private static final int BATCH = 250;

    /// Settled, before the broker is told that as many more may come.
    private static final int CREDIT_STEP = 50;

    private static final Duration FIRST = Duration.ofMillis(500);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Loop loop;
    private final QueueSettings settings;
    private final SubmissionReader reader;
    private final Notifications notifications;
    private final DeadLetters deadLetters;
    private final BrokerLine line;
    private final QueueTally tally;
    private final QueueLog log;
    private final Spans spans;
    private final BackOff backOff;
    private final Deque<Received> waiting = new ArrayDeque<>();
    private @Nullable ProtonConnection connection;
    private @Nullable ProtonReceiver receiver;
    private int settled;
    private boolean committing;
    private @Nullable Runnable stopped;

    Intake(
            Loop loop,
            QueueSettings settings,
            Publishers publishers,
            Notifications notifications,
            DeadLetters deadLetters,
            BrokerLine line,
            QueueTally tally,
            QueueLog log,
            RandomGenerator random,
            Spans spans) {
        this.loop = loop;
        this.settings = settings;
        this.reader = new SubmissionReader(settings.maxMessageCharacters(), settings.maxBodyBytes(), publishers);
        this.notifications = notifications;
        this.deadLetters = deadLetters;
        this.line = line;
        this.tally = tally;
        this.log = log;
        this.spans = spans;
        this.backOff = new BackOff(FIRST, LONGEST, random);
    }

    // ---- the link

    @Override
    public void connected(ProtonConnection made) {
        connection = made;
        attach(made);
    }

    @Override
    public void lost() {
        connection = null;
        detached();
    }

    private void detached() {
        receiver = null;
        waiting.clear();
        settled = 0;
    }

    private void attach(ProtonConnection on) {
        if (on != connection || stopped != null || receiver != null) {
            return;
        }
        ProtonSession own = on.createSession();
        own.closeHandler(_ -> line.giveUp(on, "the broker ended the session of " + settings.notifications()));
        own.open();
        ProtonReceiver link = own.createReceiver(settings.notifications());
        ((Source) link.getSource()).setCapabilities(Links.QUEUE);
        link.setQoS(ProtonQoS.AT_LEAST_ONCE).setAutoAccept(false).setPrefetch(0);
        link.handler((delivery, message) -> {
            if (link == receiver) {
                tally.received();
                waiting.add(Received.begun(delivery, message, spans));
                commitSoon();
            }
        });
        Links.open(link, line, on, settings.notifications(), () -> link.flow(CREDITS));
        receiver = link;
    }

    /// Takes no more, and ends when what is under way has ended. The rest goes back to the broker.
    ///
    /// @param then runs once, here
    void stop(Runnable then) {
        stopped = then;
        waiting.clear();
        endIfIdle();
    }

    private void endIfIdle() {
        if (stopped != null && !committing) {
            close();
            Runnable end = stopped;
            stopped = () -> {};
            end.run();
        }
    }

    /// Ending the session, rather than the link, is what makes every broker take back what is not settled.
    private void close() {
        ProtonReceiver link = receiver;
        detached();
        if (link != null) {
            link.closeHandler(_ -> {}).detachHandler(_ -> {});
            link.getSession().closeHandler(_ -> {}).close();
        }
    }

    // ---- what comes

    /// What else the same read of the socket brings goes along.
    private void commitSoon() {
        if (!committing) {
            committing = true;
            loop.run(this::commit);
        }
    }

    private void commit() {
        ProtonReceiver from = receiver;
        List<Received> batch = new ArrayList<>();
        List<Submission> submissions = new ArrayList<>();
        while (from != null && batch.size() < BATCH && !waiting.isEmpty()) {
            Received received = waiting.remove();
            try {
                Submission submission = reader.read(received);
                if (submission.idempotencyKey() == null) {
                    tally.unkeyed();
                }
                submissions.add(submission);
                batch.add(received);
            } catch (NotificationException.Invalid e) {
                bury(from, received, MessageProblem.of(e));
            }
        }
        if (from == null || batch.isEmpty()) {
            next();
            return;
        }
        notifications
                .submitAll(submissions)
                .subscribe()
                .with(
                        results -> loop.run(() -> committed(from, batch, results)),
                        failure -> loop.run(() -> failed(from, batch, failure)));
    }

    private void next() {
        committing = false;
        endIfIdle();
        if (!waiting.isEmpty()) {
            commitSoon();
        }
    }

    private void committed(ProtonReceiver from, List<Received> batch, List<Submitted> results) {
        backOff.reset();
        log.intakeGoesOn();
        for (int i = 0; i < batch.size(); i++) {
            Received received = batch.get(i);
            switch (results.get(i)) {
                case Submitted.Taken(Acceptance acceptance) -> settle(from, received, acceptance);
                case Submitted.Rejected(NotificationException why) -> bury(from, received, MessageProblem.of(why));
            }
        }
        next();
    }

    private void settle(ProtonReceiver from, Received received, Acceptance acceptance) {
        switch (acceptance) {
            case Acceptance.Stored(var row) -> {
                received.span()
                        .with("openclaw.notification.id", row.id().toString())
                        .end(null);
                accept(from, received, QueueTally.Result.STORED);
            }
            case Acceptance.Replayed(var row) -> {
                received.span()
                        .with("openclaw.notification.id", row.id().toString())
                        .end(null);
                accept(from, received, QueueTally.Result.REPLAYED);
            }
            case Acceptance.KeyReused reused -> bury(from, received, MessageProblem.of(reused));
        }
    }

    private void bury(ProtonReceiver from, Received received, MessageProblem problem) {
        if (from != receiver) {
            return; // the broker brings it again
        }
        received.span().end("dead_letter");
        deadLetters.take(received.message(), problem, () -> accept(from, received, QueueTally.Result.DEAD_LETTER));
    }

    private void accept(ProtonReceiver from, Received received, QueueTally.Result result) {
        if (from != receiver) {
            return; // the broker brings it again; its key tells that it is stored
        }
        received.delivery().disposition(Accepted.getInstance(), true);
        tally.settled(result);
        settled++;
        if (settled >= CREDIT_STEP || waiting.isEmpty()) {
            from.flow(settled);
            settled = 0;
        }
    }

    private void failed(ProtonReceiver from, List<Received> batch, Throwable failure) {
        batch.forEach(received -> received.span().end("not_stored"));
        giveBack(from, batch.size(), failure);
        next();
    }

    /// All at once, which keeps their order; released one by one they would come back in any.
    private void giveBack(ProtonReceiver from, int messages, Throwable failure) {
        if (from != receiver) {
            return;
        }
        int unsettled = messages + waiting.size();
        tally.released(unsettled);
        ProtonConnection on = connection;
        close();
        Duration delay = backOff.delay();
        log.intakeWaits(failure, unsettled, delay);
        if (on != null) {
            loop.after(delay, () -> attach(on));
        }
    }
}
