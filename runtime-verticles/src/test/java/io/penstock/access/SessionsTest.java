// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private static final long HALF_A_DAY_MS = 12 * 3_600_000L;

    @TempDir
    private Path dir;

    private final AtomicLong now = new AtomicLong(1_000_000);
    private final String token = Secrets.newToken();
    private final String other = Secrets.newToken();
    private Access access;

    @BeforeEach
    void open() throws Exception {
        write(Role.OPERATOR, null);
        access = new Access(Optional.of(dir.resolve("access")), Optional.empty(), now::get);
    }

    @AfterEach
    void close() {
        access.close();
    }

    private void write(Role role, Instant until) throws Exception {
        Files.write(
                dir.resolve("access"),
                List.of(
                        AccessFile.line("ci", role, "token", Secrets.tokenHash(token), until),
                        AccessFile.line("bob", Role.VIEWER, "token", Secrets.tokenHash(other), null)));
    }

    private Optional<User> ask(String sent) {
        Future<User> answer = access.authenticate(new TokenCredentials(sent));
        assertThat(answer.isComplete()).isTrue();
        return Optional.ofNullable(answer.result());
    }

    private Sessions.Begun begin(String with) {
        return access.beginSession(ask(with).orElseThrow()).orElseThrow();
    }

    @Test
    void aSessionStandsForWhoBeganItUntilHalfADayIsOver() {
        Sessions.Begun session = begin(token);
        assertThat(session.token()).isNotEqualTo(token);
        assertThat(session.untilMs()).isEqualTo(now.get() + HALF_A_DAY_MS);
        User user = ask(session.token()).orElseThrow();
        assertThat(Access.nameOf(user)).isEqualTo("ci");
        assertThat(Access.roleOf(user)).isEqualTo(Role.OPERATOR);
        now.addAndGet(HALF_A_DAY_MS - 1);
        assertThat(ask(session.token())).isPresent();
        now.incrementAndGet();
        assertThat(ask(session.token())).isEmpty();
        assertThat(ask(token)).isPresent();
    }

    @Test
    void aSessionBeginsNoOther() {
        Sessions.Begun session = begin(token);
        assertThat(access.beginSession(ask(session.token()).orElseThrow())).isEmpty();
    }

    @Test
    void itEndsWithWhatItWasGivenFor() throws Exception {
        write(Role.OPERATOR, Instant.ofEpochMilli(now.get() + 5_000));
        access.reload();
        Sessions.Begun session = begin(token);
        assertThat(session.untilMs()).isEqualTo(now.get() + 5_000);
        write(Role.VIEWER, null);
        access.reload();
        assertThat(ask(session.token())).as("a role of another time").isEmpty();
        Sessions.Begun again = begin(token);
        Files.writeString(
                dir.resolve("access"), AccessFile.line("bob", Role.VIEWER, "token", Secrets.tokenHash(other), null));
        access.reload();
        assertThat(ask(again.token())).as("nobody any more").isEmpty();
    }

    @Test
    void whoSignsOutIsOutAndOnlyOnce() {
        Sessions.Begun session = begin(token);
        assertThat(access.endSession(session.token())).isTrue();
        assertThat(ask(session.token())).isEmpty();
        assertThat(access.endSession(session.token())).isFalse();
        assertThat(access.endSession(token)).as("what the file names stays").isFalse();
        assertThat(ask(token)).isPresent();
    }

    @Test
    void manySessionsPushOutOnlyTheOldestOfTheirOwn() {
        Sessions.Begun bobs = begin(other);
        List<Sessions.Begun> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) all.add(begin(token));
        assertThat(ask(bobs.token())).isPresent();
        for (int i = 0; i < 25; i++) {
            assertThat(ask(all.get(i).token()).isPresent()).as("session " + i).isEqualTo(i >= 5);
        }
    }
}
