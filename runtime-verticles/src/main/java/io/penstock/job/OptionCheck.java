// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.api.JobOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/** Looks at a job's options before it is accepted. */
@FunctionalInterface
public interface OptionCheck {
    /** What is wrong, one sentence each; empty if nothing is. */
    List<String> problems(SortedMap<String, String> options);

    /** Keys as the API knows them, and what the strategies say of theirs: nothing of a job that chooses nothing. */
    static OptionCheck with(Function<SortedMap<String, String>, List<String>> strategies) {
        return options -> {
            if (options.isEmpty()) return List.of();
            List<String> problems = new ArrayList<>();
            options.forEach((key, value) -> JobOptions.problem(key, value).ifPresent(problems::add));
            return problems.isEmpty() ? strategies.apply(options) : problems;
        };
    }
}
