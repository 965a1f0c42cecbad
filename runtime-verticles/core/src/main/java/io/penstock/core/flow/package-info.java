// SPDX-License-Identifier: Apache-2.0
/**
 * The data plane of one task: a chain of operators between input channels and output channels, stepped cooperatively.
 * Task and TaskSpec (what is deployed), TaskEnvironment (what it needs of its surroundings), Progress and TaskStatus. A
 * step is bounded and never blocks; records go through a chain by plain calls and meet a queue only between tasks. Must
 * not know threads, sockets, clocks or the control plane's machines.
 */
@NullMarked
package io.penstock.core.flow;

import org.jspecify.annotations.NullMarked;
