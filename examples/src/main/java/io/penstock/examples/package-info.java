// SPDX-License-Identifier: Apache-2.0
/**
 * Jobs on real input, each with a paragraph in the README and a test.
 *
 * <p>Read them in this order: word count, windowed counts, sessions with timers. Must not know anything but the API.
 */
@NullMarked
package io.penstock.examples;

import org.jspecify.annotations.NullMarked;
