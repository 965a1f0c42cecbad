// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Regions that something happened to during an event and that must be looked at before it ends. Whoever changes a count
 * notes the region here instead of calling whoever decides, so that decisions are taken once, on settled books.
 */
final class Agenda {
    private final LinkedHashSet<JobRegion> consider = new LinkedHashSet<>();
    private final LinkedHashSet<JobRegion> quiet = new LinkedHashSet<>();

    /** Its turn may have come. */
    void consider(JobRegion region) {
        consider.add(region);
    }

    /** It is being restarted and its last live task has ended. */
    void quiet(JobRegion region) {
        quiet.add(region);
    }

    @Nullable
    JobRegion nextToConsider() {
        return next(consider);
    }

    @Nullable
    JobRegion nextQuiet() {
        return next(quiet);
    }

    void clear() {
        consider.clear();
        quiet.clear();
    }

    private static @Nullable JobRegion next(LinkedHashSet<JobRegion> set) {
        var each = set.iterator();
        if (!each.hasNext()) return null;
        JobRegion region = each.next();
        each.remove();
        return region;
    }
}
