// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

/**
 * Makes a slot matching under a name that {@code slot.matching} can select. Plug-ins are found by
 * {@code ServiceLoader}.
 */
public interface SlotMatchingFactory {
    /** The name, such as {@code spread}. */
    String name();

    /** A matching for one reign of a ResourceManager. */
    SlotMatching create();
}
