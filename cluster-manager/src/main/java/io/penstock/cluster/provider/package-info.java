// SPDX-License-Identifier: Apache-2.0
/**
 * Starting and stopping worker processes: the port, local child processes, and a child's watch over its parent.
 *
 * <p>Main types: {@link io.penstock.cluster.provider.WorkerProvider}, {@link io.penstock.cluster.provider.ParentWatch}.
 * Must not know slots and jobs; why a worker is wanted.
 */
@NullMarked
package io.penstock.cluster.provider;

import org.jspecify.annotations.NullMarked;
