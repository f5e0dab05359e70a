package io.openclaw.bridge.queue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager;
import org.jspecify.annotations.Nullable;

/// Lets those into the embedded broker who know its user and password; everybody, where it has none. Who is in may do all.
record Guard(Login login) implements ActiveMQSecurityManager {

    private static final System.Logger LOG = System.getLogger("io.openclaw.bridge.queue");

    static Guard of(QueueSettings settings) {
        return new Guard(settings.login());
    }

    @Override
    public boolean validateUser(@Nullable String user, @Nullable String password) {
        if (login.user() == null) {
            return true;
        }
        boolean known = same(login.user(), user);
        boolean proven = same(secret(), password);
        return known && proven;
    }

    @Override
    public boolean validateUserAndRole(
            @Nullable String user, @Nullable String password, Set<Role> roles, CheckType check) {
        return validateUser(user, password);
    }

    /// Null, so that nobody is let in, where its file cannot be read.
    private @Nullable String secret() {
        try {
            return login.secret();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Nobody is let in to the embedded broker: {0}.", e.getMessage());
            return null;
        }
    }

    /// Takes as long whatever is wrong.
    private static boolean same(@Nullable String wanted, @Nullable String given) {
        return wanted != null
                && given != null
                && MessageDigest.isEqual(
                        wanted.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
