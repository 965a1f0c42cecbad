// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.channel;

/** Something that can be told to look again. */
@FunctionalInterface
public interface Wakeable {
    /**
     * Makes it run soon. From any thread; what was written before the call is seen by that run; cheap when repeated.
     */
    void wake();
}
