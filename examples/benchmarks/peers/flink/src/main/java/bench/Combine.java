// SPDX-License-Identifier: Apache-2.0
package bench;

import java.util.HashMap;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** W7 combine=1: hand-written partial counts, emitted at end of input (DataStream has no combiner of its own). */
final class Combine extends AbstractStreamOperator<Tuple2<String, Long>>
        implements OneInputStreamOperator<String, Tuple2<String, Long>>, BoundedOneInput {
    private transient HashMap<String, long[]> counts;

    @Override
    public void processElement(StreamRecord<String> r) {
        if (counts == null) counts = new HashMap<>();
        String l = r.getValue();
        int from = 0;
        for (int at; (at = l.indexOf(' ', from)) >= 0; from = at + 1)
            counts.computeIfAbsent(l.substring(from, at), k -> new long[1])[0]++;
        counts.computeIfAbsent(l.substring(from), k -> new long[1])[0]++;
    }

    @Override
    public void endInput() {
        if (counts != null) counts.forEach((w, n) -> output.collect(new StreamRecord<>(Tuple2.of(w, n[0]))));
    }
}
