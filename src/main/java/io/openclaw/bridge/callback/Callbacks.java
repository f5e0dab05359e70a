package io.openclaw.bridge.callback;

import io.openclaw.bridge.notification.Delays;
import io.openclaw.bridge.notification.Outlet.Outbox;
import io.openclaw.bridge.telemetry.Spans;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Puts the parts together, in real time and on the real network.
public final class Callbacks {
    private Callbacks() {}

    /// The guard for the doors, by the same rules as the sender's.
    public static CallbackTargets targets(CallbackSettings settings) {
        return new CallbackTargets(settings.keys(), settings.allow());
    }

    /// A sender that has not started. It lives on one event loop of its own choice.
    public static CallbackSender sender(
            Vertx vertx, CallbackSettings settings, CallbackOutlet outlet, Outbox outbox, Spans spans) {
        return sender(vertx, settings, outlet, outbox, new Resolver.OfMachine(vertx), spans);
    }

    static CallbackSender sender(
            Vertx vertx,
            CallbackSettings settings,
            CallbackOutlet outlet,
            Outbox outbox,
            Resolver resolver,
            Spans spans) {
        Context context = vertx.getOrCreateContext();
        InstantSource clock = InstantSource.system();
        Courier courier = new Courier(
                targets(settings),
                resolver,
                settings.keys(),
                new HttpPost(vertx, context, settings),
                clock,
                settings.connectTimeout(),
                spans);
        return new CallbackSender(
                outlet,
                outbox,
                courier,
                task -> context.runOnContext(_ -> task.run()),
                clock,
                delays(vertx, context),
                new BackOff(settings.giveUpAfter(), RandomGenerator.getDefault()),
                settings);
    }

    private static Delays delays(Vertx vertx, Context context) {
        return (delay, task) -> {
            boolean[] off = new boolean[1]; // on the context only
            long id = vertx.setTimer(
                    Math.max(1, delay.toMillis()),
                    _ -> context.runOnContext(_ -> {
                        if (!off[0]) {
                            task.run();
                        }
                    }));
            return () -> {
                off[0] = true;
                vertx.cancelTimer(id);
            };
        };
    }
}
