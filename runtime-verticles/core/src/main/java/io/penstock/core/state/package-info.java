// SPDX-License-Identifier: Apache-2.0
/**
 * Keyed state of one operator and subtask: open-addressing tables, the state handles that users see, and timers.
 * ObjectTable and LongTable (values per key), KeyedStore (KeyedStateStore), TimerQueue, BroadcastStore. An entry's key
 * group follows from its key's hash, so a table need not be split to be redistributed. Must not know operators,
 * channels or tasks.
 */
@NullMarked
package io.penstock.core.state;

import org.jspecify.annotations.NullMarked;
