// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import java.util.List;

/** Options that name no strategy, or set one up wrongly. The message holds one line per problem. */
public final class StrategyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StrategyException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
