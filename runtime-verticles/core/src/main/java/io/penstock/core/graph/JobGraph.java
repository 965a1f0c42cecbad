// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import java.util.List;
import java.util.SortedMap;

/**
 * The structure of a job after chaining.
 *
 * @param batch whether it runs as batch
 * @param fingerprint SHA-256 over the canonical text of the structure; equal in every evaluation of the same program
 */
public record JobGraph(
        String name,
        boolean batch,
        SortedMap<String, String> options,
        List<JobVertex> vertices,
        List<JobEdge> edges,
        String fingerprint) {}
