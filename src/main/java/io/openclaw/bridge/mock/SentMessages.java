package io.openclaw.bridge.mock;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// What was sent, for assertions; oldest first. Safe from any thread; every answer is a copy.
///
/// A message stands here once it has ended, failed ones too. A repeat that the gateway answered from its
/// memory of keys does not stand here again: nobody got it twice. Of very many messages the oldest are
/// forgotten ([MockOpenClawBridge.Builder#keep(int)]).
public final class SentMessages {
    private final ArrayDeque<SentMessage> messages = new ArrayDeque<>();
    private final UnaryOperator<String> canonical;
    private final int keep;

    SentMessages(UnaryOperator<String> canonical, int keep) {
        this.canonical = canonical;
        this.keep = keep;
    }

    /// Everything, failures included.
    public List<SentMessage> all() {
        return where(_ -> true);
    }

    /// What people or agents have.
    public List<SentMessage> delivered() {
        return where(SentMessage::delivered);
    }

    /// The texts of [#delivered()].
    public List<String> texts() {
        return delivered().stream().map(sent -> sent.message().text()).toList();
    }

    /// The newest of [#all()].
    public Optional<SentMessage> last() {
        synchronized (messages) {
            return Optional.ofNullable(messages.peekLast());
        }
    }

    /// Everything to one session, however its key is written: `telegram:dm:1`, `telegram:direct:1` and
    /// `agent:main:telegram:direct:1` are the same.
    /// For a message to another agent than the default one write the third form, with that agent.
    ///
    /// @throws io.openclaw.bridge.InvalidSessionKeyException where the key does not parse, see
    /// [io.openclaw.bridge.SessionKey]
    public List<SentMessage> to(String sessionKey) {
        String session = canonical.apply(sessionKey);
        return where(sent -> sent.route() != null && sent.route().sessionKey().equals(session));
    }

    /// Everything under one idempotency key.
    public List<SentMessage> withKey(String key) {
        return where(sent -> sent.key().equals(key));
    }

    /// Forgets what was sent. The simulated gateway does not: it still knows the keys.
    public void clear() {
        synchronized (messages) {
            messages.clear();
        }
    }

    void add(SentMessage message) {
        synchronized (messages) {
            if (messages.size() == keep) {
                messages.remove();
            }
            messages.add(message);
        }
    }

    private List<SentMessage> where(Predicate<SentMessage> wanted) {
        synchronized (messages) {
            return messages.stream().filter(wanted).toList();
        }
    }
}
