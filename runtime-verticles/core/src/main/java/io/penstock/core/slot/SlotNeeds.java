// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.slot;

import io.penstock.api.ResourceProfile;
import io.penstock.core.message.SlotRequirement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is lacking of slots that are needed. */
public final class SlotNeeds {
    private SlotNeeds() {}

    /** What {@code there} lacks: exact matches count first, then any slot that is large enough. */
    public static List<SlotRequirement> lacking(List<SlotRequirement> needs, Map<ResourceProfile, Integer> there) {
        Map<ResourceProfile, Integer> spare = new LinkedHashMap<>(there);
        var open = new ArrayList<SlotRequirement>();
        for (SlotRequirement need : needs) {
            int taken = Math.min(need.count(), spare.getOrDefault(need.profile(), 0));
            if (taken > 0) spare.merge(need.profile(), -taken, Integer::sum);
            if (taken < need.count()) open.add(new SlotRequirement(need.profile(), need.count() - taken));
        }
        var lacking = new ArrayList<SlotRequirement>();
        for (SlotRequirement need : open) {
            int count = need.count();
            for (var some : spare.entrySet()) {
                if (!some.getKey().covers(need.profile())) continue;
                int taken = Math.min(count, some.getValue());
                some.setValue(some.getValue() - taken);
                count -= taken;
            }
            if (count > 0) lacking.add(new SlotRequirement(need.profile(), count));
        }
        return lacking;
    }
}
