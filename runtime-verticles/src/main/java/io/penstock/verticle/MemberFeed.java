// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.cluster.membership.ClusterMember;
import io.penstock.cluster.membership.Membership;
import io.penstock.cluster.membership.MembershipListener;
import io.penstock.core.message.Event;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeInfo;
import io.penstock.core.message.NodeInfo.NodeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Turns members coming and going into events. */
public final class MemberFeed implements MembershipListener {
    /** The attribute by which a coordinator tells the name that voters know it by. */
    public static final String VOTER = "voter";

    private final Consumer<Event> events;

    /** Tells of changes. */
    MemberFeed(Consumer<Event> events) {
        this.events = events;
    }

    /** All members that there are, as if they had just joined, and those that are known to be dead. */
    static List<Event> present(Membership membership) {
        List<Event> events = new ArrayList<>();
        for (ClusterMember member : membership.members()) events.add(new Event.MemberJoined(info(member)));
        for (ClusterMember member : membership.dead())
            events.add(new Event.MemberDied(info(member), "its process had ended"));
        return events;
    }

    @Override
    public void joined(ClusterMember member) {
        events.accept(new Event.MemberJoined(info(member)));
    }

    @Override
    public void left(ClusterMember member) {
        events.accept(new Event.MemberLeft(new NodeId(member.incarnation()), "it left the cluster"));
    }

    @Override
    public void died(ClusterMember member, String proof) {
        events.accept(new Event.MemberDied(info(member), proof));
    }

    private static NodeInfo info(ClusterMember member) {
        List<NodeRole> roles = new ArrayList<>();
        if (member.isCoordinator()) roles.add(NodeRole.COORDINATOR);
        if (member.isWorker()) roles.add(NodeRole.WORKER);
        String name = member.attributes().getOrDefault(VOTER, member.name());
        return new NodeInfo(new NodeId(member.incarnation()), name, List.copyOf(roles));
    }
}
