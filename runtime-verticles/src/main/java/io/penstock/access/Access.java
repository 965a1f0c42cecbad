// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import io.penstock.access.AccessFile.Entry;
import io.penstock.cluster.async.Offload;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.AuthenticationProvider;
import io.vertx.ext.auth.authentication.CredentialValidationException;
import io.vertx.ext.auth.authentication.Credentials;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides who somebody is. What failed is never said: wrong, unknown and expired look the same from outside.
 * Thread-safe.
 */
public final class Access implements AuthenticationProvider, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final int HASH_THREADS = 2;
    /** More wait for nobody: stretched hashes are made to be slow, and so a way to keep a server busy. */
    private static final int HASHES_WAITING_MAX = 64;

    private static final long REMEMBERED_MS = 300_000;
    private static final String NAME = "name";
    private static final String ROLE = "role";
    /** What let somebody in, so that a session ends with it: the entry's hash, and when the credentials end. */
    private static final String ENTRY = "entry";

    private static final String UNTIL_MS = "untilMs";
    private static final String SESSION = "session";

    private final Optional<Path> file;
    private final Optional<OidcTokens> oidc;
    private final LongSupplier nowMs;
    private final Offload hashing = Offload.pool("penstock-auth", HASH_THREADS, HASHES_WAITING_MAX);
    /** Whose password was right a moment ago, by user; the digest's salt is this process's own. */
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    private final Sessions sessions = new Sessions();
    private final String salt = Secrets.newToken();
    private final String ownToken = Secrets.newToken();
    private final String nobodysHash = Secrets.passwordHash(Secrets.newToken());
    private volatile AccessFile entries;

    private record Remembered(String digest, Entry entry, long untilMs) {}

    /**
     * Reads the file, if there is one; blocks.
     *
     * @param nowMs time since the epoch
     * @throws IllegalStateException if the file cannot be used, with the reason
     */
    public Access(Optional<Path> file, Optional<OidcTokens> oidc, LongSupplier nowMs) {
        this.file = file;
        this.oidc = oidc;
        this.nowMs = nowMs;
        this.entries = file.map(AccessFile::read).orElse(AccessFile.EMPTY);
    }

    /** A token for commands within this process that use its own API; an admin's. */
    public String ownToken() {
        return ownToken;
    }

    /** The role of somebody that this made. */
    public static Role roleOf(User user) {
        return Role.of(user.principal().getString(ROLE, "")).orElse(Role.VIEWER);
    }

    /** The name of somebody that this made. */
    public static String nameOf(User user) {
        return user.principal().getString(NAME, "nobody");
    }

    /** Somebody who is known until that time, since the epoch. */
    static User user(String name, Role role, long untilMs) {
        return User.create(
                new JsonObject().put(NAME, name).put(ROLE, role.word()), new JsonObject().put(UNTIL_MS, untilMs));
    }

    private static long untilMs(User user) {
        return user.attributes().getLong(UNTIL_MS, 0L);
    }

    /**
     * A token that stands for somebody's credentials on this node only: for half a day, and no longer than what it is
     * given for holds. For pages, which should keep nothing that is worth more. Empty if it is a session already: one
     * that begins others would outlive its own end.
     */
    public Optional<Sessions.Begun> beginSession(User user) {
        if (user.attributes().containsKey(SESSION)) return Optional.empty();
        User copy = User.create(user.principal(), user.attributes().copy().put(SESSION, true));
        return Optional.of(sessions.begin(copy, untilMs(user), nowMs.getAsLong()));
    }

    /** Ends what {@link #beginSession} began; tells whether the token was one of those. */
    public boolean endSession(String token) {
        return sessions.end(Secrets.tokenHash(token));
    }

    @Override
    public Future<User> authenticate(Credentials credentials) {
        try {
            credentials.checkValid(null);
        } catch (CredentialValidationException e) {
            return refused();
        }
        if (credentials instanceof TokenCredentials token) return byToken(token);
        if (credentials instanceof UsernamePasswordCredentials user) {
            return byPassword(user.getUsername(), user.getPassword());
        }
        return refused();
    }

    private Future<User> byToken(TokenCredentials token) {
        String hash = Secrets.tokenHash(token.getToken());
        if (hash.equals(Secrets.tokenHash(ownToken))) {
            return Future.succeededFuture(user("this-process", Role.ADMIN, Long.MAX_VALUE));
        }
        Optional<User> session = sessions.of(hash, nowMs.getAsLong());
        if (session.isPresent()) return stands(session.get()) ? Future.succeededFuture(session.get()) : refused();
        Entry entry = entries.tokens().get(hash);
        if (entry != null) return entry.isOver(nowMs.getAsLong()) ? refused() : welcome(entry);
        return oidc.map(issuer -> issuer.authenticate(token)).orElseGet(Access::refused);
    }

    private Future<User> byPassword(String name, String password) {
        @Nullable Entry entry = entries.users().get(name);
        String digest = Secrets.tokenHash(salt + password);
        Remembered known = remembered.get(name);
        long now = nowMs.getAsLong();
        if (known != null
                && entry != null
                && known.entry.equals(entry)
                && now < known.untilMs
                && known.digest.equals(digest)) {
            return entry.isOver(now) ? refused() : welcome(entry);
        }
        String hash = entry == null ? nobodysHash : entry.hash(); // an unknown name takes as long as a known one
        return hashing.call(() -> Secrets.isPassword(hash, password)).compose(right -> {
            if (!right || entry == null || entry.isOver(now)) return refused();
            remembered.put(name, new Remembered(digest, entry, now + REMEMBERED_MS));
            return welcome(entry);
        });
    }

    /** Reads the file again; one that cannot be used leaves everything as it is. Blocks. */
    public void reload() {
        file.ifPresent(path -> {
            try {
                AccessFile read = AccessFile.read(path);
                if (read.equals(entries)) return;
                entries = read;
                remembered.clear();
                LOG.info(
                        "users and tokens were read anew: {} and {}",
                        read.users().size(),
                        read.tokens().size());
            } catch (IllegalStateException e) {
                LOG.error("the users and tokens in use stay: {}", e.getMessage());
            }
        });
    }

    /** Whether what somebody signed in with is still taken. */
    private boolean stands(User user) {
        String hash = user.attributes().getString(ENTRY, "");
        if (hash.isEmpty()) return true; // an issuer's token cannot be taken back, it only ends
        Entry token = entries.tokens().get(hash);
        Entry entry = token == null ? entries.users().get(nameOf(user)) : token;
        return entry != null
                && entry.hash().equals(hash)
                && entry.role() == roleOf(user)
                && !entry.isOver(nowMs.getAsLong());
    }

    private static Future<User> welcome(Entry entry) {
        User user = user(entry.name(), entry.role(), entry.untilMs());
        user.attributes().put(ENTRY, entry.hash());
        return Future.succeededFuture(user);
    }

    private static Future<User> refused() {
        return Future.failedFuture("these credentials are not taken");
    }

    @Override
    public void close() {
        hashing.close();
    }
}
