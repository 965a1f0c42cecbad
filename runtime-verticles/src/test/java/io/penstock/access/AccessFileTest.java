// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.authentication.UsernamePasswordCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessFileTest {
    private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

    @TempDir
    private Path dir;

    @Test
    void aTokenIsTakenUntilItsEndAndAPasswordForItsUserOnly() throws Exception {
        String token = Secrets.newToken();
        Path file = file(
                "# comment",
                "",
                AccessFile.line("ci", Role.OPERATOR, "token", Secrets.tokenHash(token), END),
                AccessFile.line("alice", Role.ADMIN, "password", Secrets.passwordHash("correct horse"), null));
        AtomicLong now = new AtomicLong(END.toEpochMilli() - 1);
        try (Access access = new Access(Optional.of(file), Optional.empty(), now::get)) {
            User ci = await(access.authenticate(new TokenCredentials(token)));
            assertThat(Access.nameOf(ci)).isEqualTo("ci");
            assertThat(Access.roleOf(ci)).isEqualTo(Role.OPERATOR);
            for (int i = 0; i < 2; i++) { // the second time from memory
                User alice = await(access.authenticate(new UsernamePasswordCredentials("alice", "correct horse")));
                assertThat(Access.roleOf(alice)).isEqualTo(Role.ADMIN);
                refused(access.authenticate(new UsernamePasswordCredentials("alice", "wrong")));
                refused(access.authenticate(new UsernamePasswordCredentials("bob", "correct horse")));
            }
            refused(access.authenticate(new TokenCredentials(token + "x")));
            refused(access.authenticate(new TokenCredentials(Secrets.tokenHash(token))));
            now.incrementAndGet();
            refused(access.authenticate(new TokenCredentials(token)));
        }
    }

    @Test
    void aChangedFileCountsAtOnceAndABadOneChangesNothing() throws Exception {
        Path file = file(AccessFile.line("alice", Role.ADMIN, "password", Secrets.passwordHash("correct horse"), null));
        UsernamePasswordCredentials alice = new UsernamePasswordCredentials("alice", "correct horse");
        try (Access access = new Access(Optional.of(file), Optional.empty(), () -> 0)) {
            await(access.authenticate(alice));
            Files.writeString(file, "nonsense");
            access.reload();
            await(access.authenticate(alice));
            Files.writeString(file, AccessFile.line("bob", Role.VIEWER, "token", Secrets.tokenHash("t"), null));
            access.reload();
            refused(access.authenticate(alice));
        }
    }

    @Test
    void eachBadLineIsNamedAndNoSecretIsRepeated() throws Exception {
        Path file = file(
                "alice admin password hunter2-in-plain-text",
                "bob root token " + Secrets.tokenHash("x"),
                "carol viewer token " + Secrets.tokenHash("x") + " tomorrow",
                "dave viewer");
        assertThatThrownBy(() -> AccessFile.read(file))
                .hasMessageContaining(":1: that is no password hash")
                .hasMessageContaining(":2: the role must be")
                .hasMessageContaining(":3:")
                .hasMessageContaining(":4: must be: name role")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> AccessFile.read(file("# nobody"))).hasMessageContaining("names nobody");
    }

    private Path file(String... lines) throws Exception {
        return Files.writeString(dir.resolve("access"), String.join("\n", lines));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static void refused(Future<User> answer) {
        assertThatThrownBy(() -> await(answer))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("these credentials are not taken");
    }
}
