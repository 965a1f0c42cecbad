// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

import io.penstock.core.state.StateEntry;
import java.util.List;
import java.util.SortedMap;

/**
 * A task's part of a checkpoint. The entries refer to the live objects, so they must be written before the call that
 * hands them out returns.
 *
 * @param state by operator id
 * @param prepared what sinks have prepared for this checkpoint and earlier ones, and not committed
 */
public record TaskSnapshot(long checkpointId, SortedMap<String, List<StateEntry>> state, List<Committable> prepared) {}
