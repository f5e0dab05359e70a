package io.openclaw.bridge.fakegateway;

import io.openclaw.bridge.fakegateway.Answer.Reply;
import io.openclaw.bridge.fakegateway.Fault.Effect;
import io.openclaw.bridge.fakegateway.FaultBook.Strike;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a fault makes of a request and its answers.
final class Mischief {
    private final GatewayTime time;
    private final Map<Object, Deque<Runnable>> held = new HashMap<>();

    Mischief(GatewayTime time) {
        this.time = time;
    }

    /// The reply that the request's work should be given, or null where the work is not to be done.
    @Nullable
    Reply bend(Strike strike, Connection connection, Request request, Reply straight) {
        return switch (strike.fault()) {
            case Fault.CloseWith close ->
                insteadOfAnswering(close.effect(), () -> connection.close(close.code(), close.reason()));
            case Fault.DropSocket drop -> insteadOfAnswering(drop.effect(), connection::drop);
            case Fault.Silence silence -> insteadOfAnswering(silence.effect(), () -> {});
            case Fault.Garbage garbage ->
                answer -> {
                    connection.raw(garbage.text());
                    straight.send(answer);
                };
            case Fault.LateAnswer late -> answer -> time.after(late.delay().toMillis(), () -> straight.send(answer));
            case Fault.AcceptThenSilence ignored ->
                answer -> {
                    if (answer.interim()) {
                        straight.send(answer);
                    }
                };
            case Fault.AnswerAfterFinal ignored ->
                answer -> {
                    straight.send(answer);
                    if (!answer.interim()) {
                        straight.send(answer);
                    }
                };
            case Fault.AnswerUnknownId ignored ->
                answer -> {
                    connection.answer("\"nobody-asked\"", answer);
                    straight.send(answer);
                };
            case Fault.AnswerTwice ignored ->
                answer -> {
                    straight.send(answer);
                    straight.send(answer);
                };
            case Fault.AnswerOutOfOrder ignored -> answer -> hold(strike, () -> straight.send(answer));
            case Fault.Oversize oversize ->
                answer -> connection.raw(padded(answer.frame(request.idJson()), oversize.bytes()));
            case Fault.Busy ignored -> answered(straight, GatewayError.busy());
            case Fault.Restarting ignored -> answered(straight, GatewayError.restarting(request.method()));
            case Fault.RetryableUnavailable unavailable ->
                answered(
                        straight,
                        GatewayError.unavailable(request.method() + " is unavailable for the moment")
                                .retryable(unavailable.retryAfterMs()));
            case Fault.Fail fail -> answered(straight, fail.error());
        };
    }

    private static @Nullable Reply insteadOfAnswering(Effect effect, Runnable fate) {
        if (effect == Effect.NONE) {
            fate.run();
            return null;
        }
        return answer -> fate.run();
    }

    private static @Nullable Reply answered(Reply straight, GatewayError error) {
        straight.send(Answer.failed(error));
        return null;
    }

    private void hold(Strike strike, Runnable release) {
        Deque<Runnable> waiting = held.computeIfAbsent(strike.entry(), ignored -> new ArrayDeque<>());
        waiting.push(release);
        if (strike.last()) {
            held.remove(strike.entry());
            waiting.forEach(Runnable::run);
        }
    }

    /// A property that nobody knows makes up the weight.
    private static String padded(String frame, int bytes) {
        String opening = ",\"padding\":\"";
        int missing = Math.max(0, bytes - frame.length() - opening.length() - 1);
        return frame.substring(0, frame.length() - 1) + opening + "x".repeat(missing) + "\"}";
    }
}
