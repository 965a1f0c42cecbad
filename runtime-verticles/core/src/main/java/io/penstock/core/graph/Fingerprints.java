// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprint of a structure: SHA-256 over a text with one line for each thing that must be equal. Display names
 * are not among them.
 */
final class Fingerprints {
    private Fingerprints() {}

    static String of(boolean batch, SortedMap<String, String> options, List<JobVertex> vertices, List<JobEdge> edges) {
        var text = new StringBuilder("penstock job graph 1\n");
        line(text, "mode", batch ? "batch" : "streaming");
        options.forEach((key, value) -> line(text, "option", key, value));
        for (JobVertex v : vertices) {
            line(text, "vertex", v.index(), v.vertexId(), v.parallelism(), v.maxParallelism(), v.slotSharingGroup());
            line(text, "traits", v.profile(), v.inputs(), v.source(), v.bounded(), v.blocking());
            for (OperatorNode o : v.operators()) {
                line(text, "operator", o.planNode(), o.operatorId(), o.uid(), o.kind(), o.chainInput(), o.sideOutput());
                line(text, "detail", o.detail());
            }
        }
        for (JobEdge e : edges) {
            line(text, "edge", e.index(), e.source(), e.sourceOperator(), e.sideOutput(), e.target(), e.input());
            line(text, "exchange", e.pattern(), e.type());
        }
        return sha256(text.toString());
    }

    /** Fields are separated by tabs and escaped, so that no two different structures have the same text. */
    private static void line(StringBuilder text, String word, @Nullable Object... fields) {
        text.append(word);
        for (Object field : fields) {
            text.append('\t');
            if (field == null) text.append("\\0");
            else
                text.append(field.toString()
                        .replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n"));
        }
        text.append('\n');
    }

    /** 64 hex digits. */
    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
