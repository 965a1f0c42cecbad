// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster;

import org.jspecify.annotations.Nullable;

/** Why a node did not come up, in words for an operator. */
public final class ClusterStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ClusterStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
