// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import org.jspecify.annotations.Nullable;

/**
 * One operator inside a job vertex.
 *
 * @param planNode id of the node in the plan
 * @param operatorId 32 hex digits, from the uid if there is one, else from the position in the graph
 * @param kind see {@code OperatorSpec.kind}
 * @param chainInput index within the vertex of the operator it is chained to; -1 for the head
 * @param sideOutput the side output of the chain input that feeds it, or null for the main output
 * @param detail what is to be compared between evaluations beyond the kind: classes, windows, state names; empty if
 *     nothing is
 */
public record OperatorNode(
        int planNode,
        String operatorId,
        String name,
        @Nullable String uid,
        String kind,
        int chainInput,
        @Nullable String sideOutput,
        String detail) {

    /** Without detail. */
    public OperatorNode(
            int planNode,
            String operatorId,
            String name,
            @Nullable String uid,
            String kind,
            int chainInput,
            @Nullable String sideOutput) {
        this(planNode, operatorId, name, uid, kind, chainInput, sideOutput, "");
    }
}
