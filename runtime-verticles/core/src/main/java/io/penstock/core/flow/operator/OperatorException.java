// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.operator;

/** An operator, most likely the user's function in it, has failed; the cause is what it threw. */
public final class OperatorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String operatorName;

    /** A failure in the operator of that name. */
    public OperatorException(String operatorName, Throwable cause) {
        super("operator '" + operatorName + "' failed: " + cause, cause);
        this.operatorName = operatorName;
    }

    /** The operator's display name. */
    public String operatorName() {
        return operatorName;
    }
}
