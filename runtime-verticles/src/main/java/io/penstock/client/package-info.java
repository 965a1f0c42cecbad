// SPDX-License-Identifier: Apache-2.0
/**
 * Questions to the cluster's leader, asked on behalf of an HTTP request or a local caller. ClusterClient (asks,
 * repeats, gives up in time), Leaders (who leads), RefusedException. Must not know HTTP or verticles.
 */
@NullMarked
package io.penstock.client;

import org.jspecify.annotations.NullMarked;
