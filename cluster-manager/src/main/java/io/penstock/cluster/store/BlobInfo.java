// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.store;

/**
 * A whole blob.
 *
 * @param id the name it was stored under
 * @param sha256 lower-case hexadecimal digest of its bytes
 * @param bytes its size
 * @param chunks how many pieces it is kept in
 */
public record BlobInfo(String id, String sha256, long bytes, int chunks) {}
