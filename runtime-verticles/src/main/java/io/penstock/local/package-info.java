// SPDX-License-Identifier: Apache-2.0
/**
 * Jobs in the JVM of whoever wrote them: the implementation behind {@code Penstock.local()}. LocalRuntimeProvider
 * (found by ServiceLoader), LocalJob (a job and the cluster that is started for it). Must not know how a node is wired,
 * nor machines.
 */
@NullMarked
package io.penstock.local;

import org.jspecify.annotations.NullMarked;
