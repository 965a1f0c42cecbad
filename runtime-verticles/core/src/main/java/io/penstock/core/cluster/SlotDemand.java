// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.SlotRequirement;
import io.penstock.core.slot.SlotLedger;
import io.penstock.core.slot.SlotNeeds;
import java.util.List;

/** What one job has declared to need. */
final class SlotDemand {
    final JobId job;
    FencingToken jobToken;
    Endpoint jobMaster;
    long sequence;
    long heardMs;
    /** It gave a slot back that it seems to need: its next declaration will tell. */
    boolean resting;

    private List<SlotRequirement> requirements = List.of();
    /** What the JobMaster was last told. */
    private int toldMissing = -1;

    private String toldReason = "";
    private boolean toldToGiveWay;

    SlotDemand(Message.DeclareRequirements first, long nowMs) {
        this.job = first.job();
        this.jobToken = first.jobToken();
        this.jobMaster = first.jobMaster();
        this.sequence = -1;
        this.heardMs = nowMs;
    }

    /** Whether it is older than what is known. */
    boolean outdates(Message.DeclareRequirements declared) {
        return declared.jobToken().equals(jobToken) && declared.sequence() < sequence;
    }

    /** Takes the declaration over. Gives whether the needs differ. */
    boolean declare(Message.DeclareRequirements declared, long nowMs) {
        boolean differs = !declared.requirements().equals(requirements)
                || !declared.jobMaster().equals(jobMaster);
        jobToken = declared.jobToken();
        jobMaster = declared.jobMaster();
        sequence = declared.sequence();
        heardMs = nowMs;
        requirements = declared.requirements();
        toldMissing = -1;
        return differs;
    }

    int needed() {
        int needed = 0;
        for (SlotRequirement requirement : requirements) needed += requirement.count();
        return needed;
    }

    /**
     * What it needs beyond what the ledger has for it: exact matches count first, then any slot that is large enough.
     */
    List<SlotRequirement> lacking(SlotLedger ledger) {
        return SlotNeeds.lacking(requirements, ledger.profilesOf(job));
    }

    /** Whether there are workers that could give such slots, were they empty. */
    boolean couldEverBeMet(SlotLedger ledger) {
        return requirements.stream().allMatch(requirement -> ledger.couldEverFit(requirement.profile()));
    }

    /** Whether the JobMaster does not know that yet; from now on it counts as told. */
    boolean isNews(int missing, String reason, boolean giveWay) {
        if (missing == toldMissing && reason.equals(toldReason) && giveWay == toldToGiveWay) return false;
        toldMissing = missing;
        toldReason = reason;
        toldToGiveWay = giveWay;
        return true;
    }
}
