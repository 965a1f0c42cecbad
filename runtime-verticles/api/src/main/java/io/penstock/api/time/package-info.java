// SPDX-License-Identifier: Apache-2.0
/**
 * Event time: timestamp assigners and watermark strategies. All times are milliseconds since the epoch. Must not know
 * streams or windows.
 */
@NullMarked
package io.penstock.api.time;

import org.jspecify.annotations.NullMarked;
