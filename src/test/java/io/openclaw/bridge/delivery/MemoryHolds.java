package io.openclaw.bridge.delivery;

import io.openclaw.bridge.notification.admin.Held;
import io.openclaw.bridge.notification.admin.Hold;
import io.openclaw.bridge.notification.admin.Holds;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is paused, in memory: as the store tells it, without a disk.
final class MemoryHolds implements Holds {
    private final List<Hold> all = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private Held now = Held.NOTHING;

    void pause(Hold.Scope scope, String value) {
        place(new Hold("default", scope, value, "ops", Instant.EPOCH, "a test"))
                .await()
                .indefinitely();
    }

    void resume(Hold.Scope scope, String value) {
        lift("default", scope, value).await().indefinitely();
    }

    @Override
    public Held now() {
        return now;
    }

    @Override
    public Uni<Hold> place(Hold hold) {
        return Uni.createFrom().item(() -> {
            all.add(hold);
            changed();
            return hold;
        });
    }

    @Override
    public Uni<Optional<Hold>> lift(String gateway, Hold.Scope scope, String value) {
        return Uni.createFrom().item(() -> {
            Optional<Hold> found = all.stream()
                    .filter(hold -> hold.scope() == scope && hold.value().equals(value))
                    .findFirst();
            found.ifPresent(all::remove);
            changed();
            return found;
        });
    }

    private void changed() {
        now = new Held(all);
        listeners.forEach(Runnable::run);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
