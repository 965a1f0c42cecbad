// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.journal;

import java.nio.file.Path;

/**
 * An unfinished last write that was cut off.
 *
 * @param file the journal's file
 * @param offset where it was cut
 * @param bytes how much was cut off
 */
public record TornTail(Path file, long offset, long bytes) {}
