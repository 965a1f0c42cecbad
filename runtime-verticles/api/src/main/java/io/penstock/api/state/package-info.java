// SPDX-License-Identifier: Apache-2.0
/**
 * Keyed state handles and their descriptors. A handle always refers to the key of the record or timer at hand. Must not
 * know streams, tables or snapshots.
 */
@NullMarked
package io.penstock.api.state;

import org.jspecify.annotations.NullMarked;
