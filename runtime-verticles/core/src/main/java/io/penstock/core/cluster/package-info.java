// SPDX-License-Identifier: Apache-2.0
/**
 * The machines that run once per node or per cluster: who leads, who has slots, which jobs there are, what a worker
 * holds.
 *
 * <p>Main types: {@link io.penstock.core.cluster.ElectionMachine}, {@link io.penstock.core.cluster.DispatcherMachine},
 * {@link io.penstock.core.cluster.ResourceMachine}, {@link io.penstock.core.cluster.ExecutorMachine}. Must not know the
 * inside of a job: tasks, regions and restarts are the JobMaster's.
 */
@NullMarked
package io.penstock.core.cluster;

import org.jspecify.annotations.NullMarked;
