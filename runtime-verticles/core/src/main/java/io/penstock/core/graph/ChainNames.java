// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.graph;

import io.penstock.core.program.Plan;
import java.util.List;

/** Display names of chains: {@code a -> b -> c}, or with a fork {@code a -> (b, c -> d)}. */
final class ChainNames {
    private static final int CHARS_MAX = 256;

    private ChainNames() {}

    static String of(Plan plan, Chains chains, List<Integer> members) {
        String[] names = new String[members.size()];
        // Consumers come after producers: from the end, each name is complete when its producer asks for it.
        for (int i = members.size() - 1; i >= 0; i--) {
            names[i] = withTail(plan.nodes().get(members.get(i)).name(), tails(chains, members, names, i));
        }
        return names[0];
    }

    private static List<String> tails(Chains chains, List<Integer> members, String[] names, int producer) {
        int id = members.get(producer);
        return java.util.stream.IntStream.range(producer + 1, members.size())
                .filter(i -> chains.edgeInto(members.get(i)).orElseThrow().source() == id)
                .mapToObj(i -> names[i])
                .toList();
    }

    private static String withTail(String name, List<String> tails) {
        String text = switch (tails.size()) {
            case 0 -> name;
            case 1 -> name + " -> " + tails.get(0);
            default -> name + " -> (" + String.join(", ", tails) + ")";
        };
        return text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX - 3) + "...";
    }
}
