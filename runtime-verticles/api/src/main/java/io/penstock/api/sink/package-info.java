// SPDX-License-Identifier: Apache-2.0
/**
 * The sink SPI (two-phase), and the built-in sinks. What a writer has written becomes visible when it is committed, not
 * before. Must not know streams or the runtime.
 */
@NullMarked
package io.penstock.api.sink;

import org.jspecify.annotations.NullMarked;
