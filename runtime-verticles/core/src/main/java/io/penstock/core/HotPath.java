// SPDX-License-Identifier: Apache-2.0
package io.penstock.core;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a class of the data plane use collections without a specified iteration order, which the house rules deny to the
 * rest of {@code core} because a decision that depends on such an order cannot be replayed.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface HotPath {
    /** Why the order never reaches a decision, and what the class gains by it. */
    String value();
}
