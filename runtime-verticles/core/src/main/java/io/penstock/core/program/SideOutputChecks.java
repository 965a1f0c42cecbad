// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.function.OutputTag;

/** Which operators have which side outputs. */
final class SideOutputChecks {
    private SideOutputChecks() {}

    static void check(NodeDraft node, OutputTag<?> tag) {
        if (node.spec instanceof OperatorSpec.WindowSpec window) {
            if (!tag.equals(window.lateTag())) {
                throw ProgramException.at(
                        node.name,
                        "the window has no side output '" + tag.name() + "'",
                        "a window's only side output is the one named by lateOutput, before the window is closed");
            }
        } else if (!emits(node.spec)) {
            throw ProgramException.at(
                    node.name,
                    "an operator of this kind has no side output, so there is no '" + tag.name() + "'",
                    "call sideOutput directly on the stream that process (or a window with lateOutput) returned");
        }
    }

    private static boolean emits(OperatorSpec spec) {
        return spec instanceof OperatorSpec.ProcessSpec
                || spec instanceof OperatorSpec.KeyedProcessSpec
                || spec instanceof OperatorSpec.CoProcessSpec
                || spec instanceof OperatorSpec.BroadcastProcessSpec;
    }
}
