// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant to write. */
final class NearestName {
    private NearestName() {}

    /** The name with the smallest edit distance, the first of equals; null if none is within half of the length. */
    static @Nullable String to(String wrong, Collection<String> names) {
        String nearest = null;
        int least = wrong.length() / 2 + 1;
        for (String name : names) {
            int distance = distance(wrong, name);
            if (distance >= least) continue;
            least = distance;
            nearest = name;
        }
        return nearest;
    }

    /** Levenshtein: single letters inserted, deleted or replaced. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
