// SPDX-License-Identifier: Apache-2.0
/**
 * The front door: the command line, the configuration of a node, and how a process starts and ends.
 *
 * <p>Main types: {@code Main}, the subcommands. Must not know how machines decide; it hands a checked configuration
 * over and reports what happened.
 */
@NullMarked
package io.penstock.launch;

import org.jspecify.annotations.NullMarked;
