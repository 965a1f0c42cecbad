// SPDX-License-Identifier: Apache-2.0
package io.penstock.core;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a check without which the control plane would do wrong: it keeps out what comes too late, twice, too early or
 * from a predecessor. A build profile takes one after another away and demands that the simulator notices, so a check
 * that nothing depends on does not stay marked for long.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Guard {
    /** A name of its own, as {@code machine/what}. */
    String value();

    /** What the method answers when it keeps nothing out. */
    boolean open();
}
