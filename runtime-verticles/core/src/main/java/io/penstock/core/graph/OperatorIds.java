// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.PlanEdge;
import io.penstock.core.program.PlanNode;
import java.util.TreeMap;

/**
 * Operator ids. With a uid: its hash. Without: a hash of the kind, of where the inputs come from, and of the number
 * among operators that are alike in both; so operators added elsewhere in the program do not change it.
 */
final class OperatorIds {
    private static final int HEX_DIGITS = 32;

    private OperatorIds() {}

    static String[] of(ResolvedPlan resolved) {
        String[] ids = new String[resolved.plan().nodes().size()];
        var alike = new TreeMap<String, Integer>();
        for (int id : resolved.order()) {
            PlanNode node = resolved.plan().nodes().get(id);
            if (node.uid() != null) {
                ids[id] = idOfUid(node.uid());
                continue;
            }
            var place = new StringBuilder("place\n").append(node.spec().kind());
            for (PlanEdge e : resolved.inputs(id)) {
                place.append('\n').append(ids[e.source()]).append(' ').append(e.input());
                if (e.sideOutput() != null) place.append(' ').append(e.sideOutput());
            }
            int number = alike.merge(place.toString(), 1, Integer::sum);
            ids[id] = hash(place.append('\n').append(number).toString());
        }
        return ids;
    }

    /** The id of the operator with that uid, in any job. */
    static String idOfUid(String uid) {
        return hash("uid\n" + uid);
    }

    private static String hash(String text) {
        return Fingerprints.sha256(text).substring(0, HEX_DIGITS);
    }
}
