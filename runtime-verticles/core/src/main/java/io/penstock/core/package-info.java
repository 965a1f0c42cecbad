// SPDX-License-Identifier: Apache-2.0
/**
 * The deciding machines and the data plane, pure: time, ids and chance come in as arguments.
 *
 * <p>Main types here: {@link io.penstock.core.HotPath} and {@link io.penstock.core.Guard}; the machines live in the
 * packages below. Must not know clocks, threads, files, sockets, logging, Vert.x or Hazelcast.
 */
@NullMarked
package io.penstock.core;

import org.jspecify.annotations.NullMarked;
