// SPDX-License-Identifier: Apache-2.0
/**
 * Window assigners, triggers and the window value itself. All are plain values that the runtime interprets; none of
 * them carries state. Must not know streams or state.
 */
@NullMarked
package io.penstock.api.window;

import org.jspecify.annotations.NullMarked;
