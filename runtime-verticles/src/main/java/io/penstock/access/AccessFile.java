// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The users and tokens of a file, one a line: {@code name role password|token hash [until]}. Immutable.
 *
 * @param users by name
 * @param tokens by hash
 */
public record AccessFile(Map<String, Entry> users, Map<String, Entry> tokens) {
    private static final int WORDS_MIN = 4;
    private static final int WORDS_MAX = 5;
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";

    /** Nobody. */
    static final AccessFile EMPTY = new AccessFile(Map.of(), Map.of());

    /**
     * One line.
     *
     * @param hash of the password or token
     * @param untilMs when it ends, since the epoch
     */
    public record Entry(String name, Role role, String hash, long untilMs) {
        boolean isOver(long nowMs) {
            return nowMs >= untilMs;
        }

        /** Hashes need not be seen either. */
        @Override
        public String toString() {
            return name + " " + role.word();
        }
    }

    /**
     * Reads a file; blocks.
     *
     * @throws IllegalStateException if it cannot be used, with file, line and reason
     */
    public static AccessFile read(Path file) {
        try {
            return parse(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new IllegalStateException("auth.file " + file + " cannot be read: " + e, e);
        }
    }

    /** A line for such a file; {@code until} null for ever. */
    public static String line(String name, Role role, String kind, String hash, @Nullable Instant until) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException("a name is of letters, digits and ._@-, not '" + name + "'");
        }
        return String.join(" ", name, role.word(), kind, hash) + (until == null ? "" : " " + until);
    }

    private static AccessFile parse(Path file, List<String> lines) {
        Map<String, Entry> users = new LinkedHashMap<>();
        Map<String, Entry> tokens = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            try {
                add(line.split("\\s+"), users, tokens);
            } catch (IllegalArgumentException | DateTimeException e) {
                problems.add("auth.file " + file + ":" + (i + 1) + ": " + e.getMessage());
            }
        }
        if (users.isEmpty() && tokens.isEmpty() && problems.isEmpty()) {
            problems.add("auth.file " + file + " names nobody; add somebody by 'penstock access'");
        }
        if (!problems.isEmpty()) throw new IllegalStateException(String.join("; ", problems));
        return new AccessFile(users, tokens);
    }

    /** The messages never quote the hash: somebody may have put the secret itself there. */
    private static void add(String[] words, Map<String, Entry> users, Map<String, Entry> tokens) {
        if (words.length < WORDS_MIN || words.length > WORDS_MAX) {
            throw new IllegalArgumentException("must be: name role password|token hash [until]");
        }
        if (!words[0].matches(NAME)) throw new IllegalArgumentException("the name must be of letters, digits and ._@-");
        Role role = Role.of(words[1])
                .orElseThrow(() -> new IllegalArgumentException("the role must be viewer, operator or admin"));
        long untilMs = words.length == WORDS_MIN
                ? Long.MAX_VALUE
                : Instant.parse(words[WORDS_MIN]).toEpochMilli();
        Entry entry = new Entry(words[0], role, words[3], untilMs);
        boolean isNew = switch (words[2]) {
            case "password" -> {
                if (!entry.hash.startsWith("$")) throw new IllegalArgumentException("that is no password hash");
                yield users.put(entry.name, entry) == null;
            }
            case "token" -> {
                if (!entry.hash.matches("sha256:[0-9a-f]{64}")) {
                    throw new IllegalArgumentException("that is no token hash");
                }
                yield tokens.put(entry.hash, entry) == null;
            }
            default -> throw new IllegalArgumentException("the third word must be password or token");
        };
        if (!isNew) throw new IllegalArgumentException("stands there twice");
    }
}
