// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.access.AccessFile;
import io.penstock.access.Role;
import io.penstock.access.Secrets;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code penstock access}: adds a user or a token to the file that {@code auth.file} names. */
@Command(
        name = "access",
        description = {
            "Adds somebody to the file of users and tokens (auth.file); nodes see it within seconds.",
            "A token is printed once; a password is asked for, or PENSTOCK_PASSWORD. The file keeps hashes only."
        },
        mixinStandardHelpOptions = true)
final class AccessCommand implements Callable<Integer> {
    private static final int PASSWORD_CHARS_MIN = 10;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Who it is for, as the audit log will say.")
    @SuppressWarnings("NullAway.Init") // required
    private String name;

    @Option(
            names = "--role",
            required = true,
            description = "viewer (sees everything), operator (also runs and stops jobs), admin (also uploads code).")
    @SuppressWarnings("NullAway.Init") // required
    private Role role;

    @Option(names = "--file", required = true, paramLabel = "FILE", description = "The file; made if there is none.")
    @SuppressWarnings("NullAway.Init") // required
    private Path file;

    @Option(names = "--password", description = "For a person at a browser, instead of a token.")
    private boolean password;

    @Option(names = "--days", paramLabel = "N", description = "Ends after so many days. Default: never")
    private @Nullable Integer days;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        if (days != null && days < 1) throw new CliException(ExitCode.USAGE, "--days must be at least 1, not " + days);
        Instant until =
                days == null ? null : Instant.now().plus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        String token = password ? null : Secrets.newToken();
        String hash = token == null ? Secrets.passwordHash(secret()) : Secrets.tokenHash(token);
        try {
            append(AccessFile.line(name, role, password ? "password" : "token", hash, until));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, file + " cannot be written: " + e.getMessage(), e);
        }
        out.println(
                token == null ? name + " is in " + file + " as " + role.name().toLowerCase(Locale.ROOT) : token);
        return ExitCode.DONE;
    }

    private String secret() {
        String given = System.getenv("PENSTOCK_PASSWORD");
        String password = given != null ? given : Passwords.typed("Password for " + name, "--password");
        if (password.length() < PASSWORD_CHARS_MIN) {
            throw new CliException(ExitCode.USAGE, "a password has at least " + PASSWORD_CHARS_MIN + " characters");
        }
        return password;
    }

    private static void check(Path draft, Path whole) {
        try {
            AccessFile.read(draft);
        } catch (IllegalStateException e) {
            throw new CliException(
                    ExitCode.USAGE, String.valueOf(e.getMessage()).replace(draft.toString(), whole.toString()), e);
        }
    }

    /** The file is read by its owner only, and stays as it is unless it is right with the new line. */
    private void append(String line) throws IOException {
        Path whole = file.toAbsolutePath();
        Path draft = Files.createTempFile(whole.getParent(), ".access", "");
        try {
            if (Files.exists(whole)) {
                Files.writeString(draft, Files.readString(whole).stripTrailing() + "\n", StandardOpenOption.APPEND);
                Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(whole));
            } else {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(draft, line + "\n", StandardOpenOption.APPEND);
            check(draft, whole);
            Files.move(draft, whole, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
