package io.openclaw.bridge.queue;

import io.openclaw.bridge.access.Caller;
import io.openclaw.bridge.access.Gatekeeper;
import io.openclaw.bridge.access.Keyring;
import io.openclaw.bridge.access.Scope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.jspecify.annotations.Nullable;

/// Who may do what at the embedded broker. Who shows a key as the password (SASL PLAIN, under whatever user) may publish
/// notifications with the scope `send`, hear events with `read`, and use the dead letters with `admin`; who shows the
/// configured user and password may do all of that. Nothing is cached: a key that was revoked fails with the next message.
final class Guard implements ActiveMQSecurityManager5 {
    /// What comes before the id of a key as Artemis' name of the user; who logged in otherwise has none.
    static final String KEY = "key:";

    private static final System.Logger LOG = System.getLogger("io.openclaw.bridge.queue");

    private static final long NOT_SAID_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final AtomicLong told = new AtomicLong(System.nanoTime() - NOT_SAID_AGAIN_NANOS);
    private final QueueSettings settings;
    private final @Nullable Gatekeeper keys;
    private final Login own;

    /// @param keys null where keys do not count
    /// @param own this process's
    private Guard(QueueSettings settings, @Nullable Gatekeeper keys, Login own) {
        this.settings = settings;
        this.keys = keys;
        this.own = own;
    }

    static Guard of(QueueSettings settings, @Nullable Gatekeeper keys, Login own) {
        return new Guard(settings, keys, own);
    }

    /// What a client is good for.
    ///
    /// @param everything this process itself
    private record Pass(String name, Set<Scope> scopes, boolean everything) implements Principal {
        @Override
        public String getName() {
            return name;
        }

        boolean may(Scope scope) {
            return everything || scopes.contains(scope);
        }
    }

    private @Nullable Pass pass(@Nullable String user, @Nullable String password) {
        if (matches(own, user, password)) {
            return new Pass("", Set.of(), true);
        }
        if (matches(settings.login(), user, password)) {
            return new Pass("", Caller.ANYBODY.scopes(), false);
        }
        Keyring.Held held = keys == null || password == null ? null : keys.find(password);
        return held == null ? null : new Pass(KEY + held.id(), held.caller().scopes(), false);
    }

    @Override
    public @Nullable Subject authenticate(
            @Nullable String user,
            @Nullable String password,
            @Nullable RemotingConnection connection,
            @Nullable String domain) {
        Pass pass = pass(user, password);
        if (pass == null) {
            refused(connection);
            return null;
        }
        Subject subject = new Subject();
        subject.getPrincipals().add(pass);
        subject.getPrincipals().add(new UserPrincipal(pass.name()));
        return subject;
    }

    /// Instead of Artemis' own line, which quotes the user: people put keys there.
    private void refused(@Nullable RemotingConnection connection) {
        long now = System.nanoTime();
        long last = told.get();
        if (now - last >= NOT_SAID_AGAIN_NANOS && told.compareAndSet(last, now)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The embedded broker let a client at {0} not in: its password is no key that counts. Others are not told of for a minute.",
                    connection == null ? "?" : connection.getRemoteAddress());
        }
    }

    @Override
    public boolean authorize(@Nullable Subject subject, @Nullable Set<Role> roles, CheckType check, String address) {
        return subject != null
                && subject.getPrincipals(Pass.class).stream().anyMatch(pass -> may(pass, check, address));
    }

    private boolean may(Pass pass, CheckType check, String address) {
        if (pass.everything()) {
            return true;
        }
        String bare = address.split("::", 2)[0];
        if (bare.equals(settings.notifications())) {
            return check == CheckType.SEND && pass.may(Scope.SEND);
        }
        if (bare.equals(settings.events())) {
            return isListening(check) && pass.may(Scope.READ);
        }
        return bare.equals(settings.deadLetters())
                && (check == CheckType.SEND || check == CheckType.CONSUME || check == CheckType.BROWSE)
                && pass.may(Scope.ADMIN);
    }

    /// A subscription is a queue of its own.
    private static boolean isListening(CheckType check) {
        return switch (check) {
            case CONSUME,
                    BROWSE,
                    CREATE_NON_DURABLE_QUEUE,
                    DELETE_NON_DURABLE_QUEUE,
                    CREATE_DURABLE_QUEUE,
                    DELETE_DURABLE_QUEUE -> true;
            default -> false;
        };
    }

    @Override
    public boolean validateUser(@Nullable String user, @Nullable String password) {
        return pass(user, password) != null;
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String user, @Nullable String password, Set<Role> roles, CheckType check) {
        return false; // asked by older managers only, which do not say for which address
    }

    /// Null, so that nobody is let in, where its file cannot be read.
    private static @Nullable String secret(Login login) {
        try {
            return login.secret();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Nobody is let in to the embedded broker: {0}.", e.getMessage());
            return null;
        }
    }

    /// Takes as long whatever is wrong.
    private static boolean matches(Login login, @Nullable String user, @Nullable String password) {
        boolean known = same(login.user(), user);
        boolean proven = same(secret(login), password);
        return known && proven;
    }

    private static boolean same(@Nullable String wanted, @Nullable String given) {
        return wanted != null
                && given != null
                && MessageDigest.isEqual(
                        wanted.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
