// SPDX-License-Identifier: Apache-2.0
/**
 * Where blocking calls go, and how their answers find the way back to the caller's event loop.
 *
 * <p>Main types: {@link io.penstock.cluster.async.Offload}, {@link io.penstock.cluster.async.Subscription}. Must not
 * know what the calls do; Hazelcast; jobs.
 */
@NullMarked
package io.penstock.cluster.async;

import org.jspecify.annotations.NullMarked;
