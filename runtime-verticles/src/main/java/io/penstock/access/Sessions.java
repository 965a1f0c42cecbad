// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import io.vertx.ext.auth.User;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Who signed in on the dashboard of this node: each has a random token that stands for the credentials shown then, for
 * half a day at most. Kept in memory only, by the tokens' hashes. Thread-safe.
 */
public final class Sessions {
    private static final long LIFE_MS = TimeUnit.HOURS.toMillis(12);
    /** Of one name; the oldest gives way, so nobody can push out somebody else or fill the memory. */
    private static final int EACH_MAX = 20;

    /** By the hash of the token, the oldest first. Guarded by this. */
    private final Map<String, Known> known = new LinkedHashMap<>();

    private record Known(User user, long untilMs) {}

    /**
     * A session that began.
     *
     * @param token to be sent as a bearer token
     * @param untilMs when it ends, since the epoch
     */
    public record Begun(String token, long untilMs) {}

    /** Begins one for somebody who is known until that time by other means. */
    synchronized Begun begin(User user, long userUntilMs, long nowMs) {
        known.values().removeIf(one -> one.untilMs <= nowMs);
        dropOldestOf(Access.nameOf(user));
        Begun begun = new Begun(Secrets.newToken(), Math.min(userUntilMs, nowMs + LIFE_MS));
        known.put(Secrets.tokenHash(begun.token), new Known(user, begun.untilMs));
        return begun;
    }

    private void dropOldestOf(String name) {
        long more = known.values().stream()
                        .filter(one -> Access.nameOf(one.user).equals(name))
                        .count()
                - EACH_MAX
                + 1;
        for (Iterator<Known> all = known.values().iterator(); more > 0 && all.hasNext(); ) {
            if (!Access.nameOf(all.next().user).equals(name)) continue;
            all.remove();
            more--;
        }
    }

    /** Whose session that is, if it still goes on. */
    synchronized Optional<User> of(String tokenHash, long nowMs) {
        Known found = known.get(tokenHash);
        return found == null || found.untilMs <= nowMs ? Optional.empty() : Optional.of(found.user);
    }

    /** Ends one; tells whether there was any. */
    synchronized boolean end(String tokenHash) {
        return known.remove(tokenHash) != null;
    }
}
