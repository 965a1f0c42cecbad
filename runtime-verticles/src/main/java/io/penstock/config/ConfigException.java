// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import java.util.List;

/** The configuration cannot be used. Names every problem at once, each with the place it came from. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence per problem, in the order of the sources; never empty. */
    public List<String> problems() {
        return problems;
    }
}
