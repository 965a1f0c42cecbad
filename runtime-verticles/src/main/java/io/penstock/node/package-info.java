// SPDX-License-Identifier: Apache-2.0
/**
 * A node as one object: wires verticles, bus, store and data plane together, starts and stops them in order.
 *
 * <p>Main type: {@link io.penstock.node.PenstockNode}. Must not know the command line, or what any machine decides.
 */
@NullMarked
package io.penstock.node;

import org.jspecify.annotations.NullMarked;
