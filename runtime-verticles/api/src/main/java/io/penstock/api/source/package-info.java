// SPDX-License-Identifier: Apache-2.0
/**
 * The source SPI, and the built-in sources. A source is read by one reader per subtask, in bounded batches that never
 * block. Must not know streams or the runtime.
 */
@NullMarked
package io.penstock.api.source;

import org.jspecify.annotations.NullMarked;
