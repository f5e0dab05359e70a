package io.openclaw.bridge.callback;

import io.openclaw.bridge.callback.Target.RefusedTarget;
import io.openclaw.bridge.notification.Outlet.Event;
import io.openclaw.bridge.telemetry.Span;
import io.openclaw.bridge.telemetry.Spans;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One try of one event: resolves its host, has the guard look at every address, signs, posts to exactly these addresses.
final class Courier implements AutoCloseable {
    private static final String TYPE = "io.openclaw.bridge.notification.";

    private final CallbackTargets targets;
    private final Resolver resolver;
    private final SigningKeys keys;
    private final Post post;
    private final InstantSource clock;
    private final Duration patience;
    private final Spans spans;

    /// @param patience with the resolver
    Courier(
            CallbackTargets targets,
            Resolver resolver,
            SigningKeys keys,
            Post post,
            InstantSource clock,
            Duration patience,
            Spans spans) {
        this.targets = targets;
        this.resolver = resolver;
        this.keys = keys;
        this.post = post;
        this.clock = clock;
        this.patience = patience;
        this.spans = spans;
    }

    /// The host that an event goes to, for limits and logs.
    static String host(Event event) {
        try {
            return Target.of(new URI(String.valueOf(event.url()))).host();
        } catch (URISyntaxException | RefusedTarget e) {
            return "?";
        }
    }

    /// @param then called exactly once, on any thread, also before this returns
    void deliver(Event event, Consumer<Answer> then) {
        Span span = spans.begin(Spans.Kind.CLIENT, "callback POST", event.traceparent())
                .with("openclaw.event.id", event.id())
                .with("openclaw.attempt", event.attempts() + 1L);
        deliver(event, span.traceparentOr(event.traceparent()), answer -> {
            if (answer instanceof Answer.Status status) {
                span.with("http.response.status_code", status.code());
            }
            span.end(error(answer));
            then.accept(answer);
        });
    }

    private static @Nullable String error(Answer answer) {
        return switch (answer) {
            case Answer.Status status -> status.isTaken() ? null : String.valueOf(status.code());
            case Answer.Failed _ -> "failed";
            case Answer.Refused _ -> "refused";
        };
    }

    private void deliver(Event event, @Nullable String traceparent, Consumer<Answer> then) {
        Target target;
        try {
            target = targets.target(new URI(String.valueOf(event.url())));
        } catch (RefusedTarget e) {
            then.accept(new Answer.Refused("its URL " + e.flaw()));
            return;
        } catch (URISyntaxException e) {
            then.accept(new Answer.Refused("its URL is none"));
            return;
        }
        if (target.literal() != null) {
            send(event, traceparent, target, List.of(target.literal()), then);
            return;
        }
        resolver.resolve(target.host())
                .ifNoItem()
                .after(patience)
                .fail()
                .subscribe()
                .with(
                        addresses -> send(event, traceparent, target, addresses, then),
                        failure -> then.accept(new Answer.Failed("the host's name cannot be resolved")));
    }

    private void send(
            Event event,
            @Nullable String traceparent,
            Target target,
            List<InetAddress> addresses,
            Consumer<Answer> then) {
        try {
            targets.check(target, addresses);
        } catch (RefusedTarget e) {
            then.accept(new Answer.Refused("its URL " + e.flaw()));
            return;
        }
        if (addresses.isEmpty()) {
            then.accept(new Answer.Failed("the host has no address"));
            return;
        }
        String body = "{\"type\":\"" + TYPE + event.type() + "\",\"timestamp\":\"" + event.createdAt() + "\",\"data\":"
                + event.body() + "}";
        long timestamp = clock.instant().getEpochSecond();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("user-agent", "OpenClaw-Bridge");
        headers.put("webhook-id", event.id());
        headers.put("webhook-timestamp", Long.toString(timestamp));
        headers.put("webhook-signature", keys.sign(event.id(), timestamp, body));
        if (traceparent != null) {
            headers.put("traceparent", traceparent);
        }
        post.send(target, addresses, headers, body, then);
    }

    @Override
    public void close() {
        post.close();
        if (resolver instanceof Resolver.OfMachine own) {
            own.close();
        }
    }
}
