// SPDX-License-Identifier: Apache-2.0
package io.penstock.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what somebody probably meant to write: the name with the smallest edit distance, blind to case. */
public final class NearestName {
    private NearestName() {}

    /** The nearest name, the first of equals in their natural order; null if none is within half of the length. */
    public static @Nullable String to(String wrong, Collection<String> names) {
        if (names.isEmpty()) return null;
        String nearest = among(wrong, names);
        return distance(wrong, nearest) <= wrong.length() / 2 ? nearest : null;
    }

    /** The nearest of names that must not be empty, however far; the first of equals in their natural order. */
    public static String among(String wrong, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(wrong, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }

    /** Levenshtein: single letters inserted, deleted or replaced. */
    public static int distance(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
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
