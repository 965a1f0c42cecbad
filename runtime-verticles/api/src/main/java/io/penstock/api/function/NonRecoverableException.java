// SPDX-License-Identifier: Apache-2.0
package io.penstock.api.function;

/**
 * A failure that trying again cannot mend, such as an input that is not there: the job fails at once, whatever its
 * restart strategy says. Thrown by a function, a source or a sink, or as the cause of what they throw.
 *
 * <pre>{@code
 * DataStream<String> checked = lines.map(line -> {
 *     if (line.isEmpty()) throw new NonRecoverableException("the input has an empty line");
 *     return line;
 * });
 * }</pre>
 */
public final class NonRecoverableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message for people: what is wrong, and with what. */
    public NonRecoverableException(String message) {
        super(message);
    }

    /** With what it rests on. */
    public NonRecoverableException(String message, Throwable cause) {
        super(message, cause);
    }
}
