// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

/** Which session an entry of a snapshot is. */
public record SessionId(long startMs, long endMs, boolean fired) {}
