// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import io.penstock.core.flow.InputEdge;
import io.penstock.core.flow.OutputEdge;
import java.util.List;

/**
 * A task's ends of its exchanges.
 *
 * @param inputs every edge into the vertex, in order of {@code JobEdge.index}
 * @param outputs every edge out of the vertex, in order of {@code JobEdge.index}
 */
public record TaskIo(List<InputEdge> inputs, List<OutputEdge> outputs) {}
