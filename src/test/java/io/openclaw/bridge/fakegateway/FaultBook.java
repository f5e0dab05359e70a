package io.openclaw.bridge.fakegateway;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The faults that have been injected and not yet struck.
final class FaultBook {
    private final List<Entry> entries = new ArrayList<>();

    /// @param last whether this was the last of the injected times
    /// @param entry the same object for every strike of one injection
    record Strike(Fault.OnRequest fault, boolean last, Object entry) {}

    void inject(Fault fault, Times times) {
        entries.add(new Entry(fault, times.count()));
    }

    /// One of every kind: a connection can be fragmented and without ticks at the same time, but not fragmented twice.
    List<Fault.OnConnection> forConnection() {
        if (entries.isEmpty()) {
            return List.of();
        }
        List<Fault.OnConnection> taken = new ArrayList<>();
        for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (entry.fault instanceof Fault.OnConnection fault
                    && taken.stream().noneMatch(other -> other.getClass() == fault.getClass())) {
                taken.add(fault);
                entry.strike(each);
            }
        }
        return taken;
    }

    @Nullable
    Strike forRequest(String method) {
        if (entries.isEmpty()) {
            return null;
        }
        for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (entry.fault instanceof Fault.OnRequest fault && matches(fault.method(), method)) {
                entry.strike(each);
                return new Strike(fault, entry.left == 0, entry);
            }
        }
        return null;
    }

    /// How many sequence numbers the next event leaves out.
    int skippedSeq() {
        Fault.SkipSeq skip = next(Fault.SkipSeq.class);
        return skip == null ? 0 : skip.by();
    }

    /// The words that the next message to the platform is read with; empty where there are none.
    String platformMood() {
        Fault.PlatformMood mood = next(Fault.PlatformMood.class);
        return mood == null ? "" : " " + mood.words();
    }

    /// The words that the next turn is read with; empty where there are none.
    String modelMood() {
        Fault.ModelMood mood = next(Fault.ModelMood.class);
        return mood == null ? "" : " " + mood.words();
    }

    private <F extends Fault> @Nullable F next(Class<F> type) {
        for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (type.isInstance(entry.fault)) {
                entry.strike(each);
                return type.cast(entry.fault);
            }
        }
        return null;
    }

    void clear() {
        entries.clear();
    }

    /// One line for every fault that has not struck as often as it should have.
    List<String> unconsumed() {
        return entries.stream()
                .filter(entry -> !(entry.always && entry.struck))
                .map(entry -> entry.fault + (entry.always ? " (always, never struck)" : " (" + entry.left + " left)"))
                .toList();
    }

    private static boolean matches(String pattern, String method) {
        return pattern.equals(method) || (pattern.equals("*") && !method.equals("connect"));
    }

    private static final class Entry {
        private final Fault fault;
        private final boolean always;
        private int left;
        private boolean struck;

        private Entry(Fault fault, int left) {
            this.fault = fault;
            this.left = left;
            always = left == Integer.MAX_VALUE;
        }

        private void strike(Iterator<Entry> position) {
            struck = true;
            if (!always && --left == 0) {
                position.remove();
            }
        }
    }
}
