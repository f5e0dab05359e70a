package io.openclaw.bridge.callback;

import io.openclaw.bridge.callback.Target.RefusedTarget;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The guard against callbacks that make this service reach what only it can reach (SSRF). It looks twice: at the URL when
/// a notification is handed in, for the caller's sake, and at every address of the host right before each connection, which
/// is then made to exactly the address that was looked at; so a name that changes its mind in between gains nothing. Safe
/// from any thread.
public final class CallbackTargets {
    private static final int FIRST_UNPRIVILEGED = 1_024;

    /// Above 1,023 and yet spoken by other protocols: those that browsers refuse too (WHATWG Fetch, "bad port").
    private static final Set<Integer> OTHER_PROTOCOLS = Set.of(
            1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
            10080);

    private static final String REMEDY = "; an operator may allow it by OPENCLAW_CALLBACK_ALLOW";

    private final boolean signed;
    private final AllowList allow;

    /// @param keys without any, every URL has a flaw
    public CallbackTargets(SigningKeys keys, AllowList allow) {
        this.signed = !keys.isEmpty();
        this.allow = allow;
    }

    /// Why this is no `callbackUrl`, to go on after that word; empty where nothing speaks against it yet. Asks no DNS.
    public Optional<String> flaw(URI url) {
        if (!signed) {
            return Optional.of(
                    "cannot be used: callbacks are off, since there is no secret to sign them with; an operator turns them on by OPENCLAW_CALLBACK_SECRET");
        }
        try {
            target(url);
            return Optional.empty();
        } catch (RefusedTarget e) {
            return Optional.of(e.flaw());
        }
    }

    /// The first look.
    Target target(URI url) throws RefusedTarget {
        Target target = Target.of(url);
        if (!isUsual(target.port()) && !allow.namesPort(target.host(), target.literal(), target.port())) {
            throw new RefusedTarget("has a port that is not for web servers (80, 443, 1024 and above)" + REMEDY);
        }
        if (target.literal() != null) {
            check(target, List.of(target.literal()));
        } else if (isLocal(target.host()) && !allow.allows(target.host(), null, target.port())) {
            throw new RefusedTarget("leads to this machine" + REMEDY);
        }
        return target;
    }

    /// The second look.
    ///
    /// @param addresses all that the host has now: one that is forbidden spoils them all, since which of them is used is
    ///     chance
    void check(Target target, List<InetAddress> addresses) throws RefusedTarget {
        for (InetAddress address : addresses) {
            Optional<String> kind = ForbiddenAddresses.kind(address);
            if (kind.isPresent() && !allow.allows(target.host(), address, target.port())) {
                throw new RefusedTarget("leads to " + kind.get() + REMEDY);
            }
        }
    }

    private static boolean isUsual(int port) {
        return port == 80 || port == 443 || (port >= FIRST_UNPRIVILEGED && !OTHER_PROTOCOLS.contains(port));
    }

    private static boolean isLocal(String host) {
        return host.equals("localhost") || host.endsWith(".localhost") || host.endsWith(".localdomain");
    }
}
