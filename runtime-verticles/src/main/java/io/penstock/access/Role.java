// SPDX-License-Identifier: Apache-2.0
package io.penstock.access;

import java.util.Locale;
import java.util.Optional;

/** What somebody may do; each may do what those before may. */
public enum Role {
    /** Sees everything, changes nothing. */
    VIEWER,
    /** Runs jobs of jars that are there, cancels, stops and rescales them. */
    OPERATOR,
    /** Also brings code: who uploads a jar runs code with the rights of the nodes. */
    ADMIN;

    /** Whether it may do what is meant for {@code needed}. */
    public boolean may(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** As people write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of that word, if it is one. */
    public static Optional<Role> of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) return Optional.of(role);
        }
        return Optional.empty();
    }
}
