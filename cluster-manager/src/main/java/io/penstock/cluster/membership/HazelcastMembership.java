// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.HazelcastInstance;
import io.penstock.cluster.async.CallerContext;
import io.penstock.cluster.async.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The membership as Hazelcast sees it. One listener in Hazelcast serves all of ours; it also keeps count of what was
 * delivered, so that {@link MembershipWatch} can tell a stuck event path from a quiet one. Thread-safe.
 */
public final class HazelcastMembership implements Membership {
    private static final int DEAD_MAX = 100;

    private final HazelcastInstance hazelcast;
    private final ClusterMember self;
    private final List<MembershipListener> listeners = new CopyOnWriteArrayList<>();
    /** The latest last. */
    private final List<ClusterMember> dead = new CopyOnWriteArrayList<>();

    private final Set<UUID> delivered = ConcurrentHashMap.newKeySet();
    /** Members as we see them: each step of a job asks who is there. What a member says of itself never changes. */
    private final Map<UUID, ClusterMember> known = new ConcurrentHashMap<>();

    public HazelcastMembership(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
        this.self = MemberAttributes.decode(hazelcast.getCluster().getLocalMember())
                .orElseThrow(() -> new IllegalStateException("this member was started without our attributes"));
    }

    /** Begins to hear; before that, listeners get nothing. */
    public void begin() {
        hazelcast.getCluster().addMembershipListener(new Ear());
        hazelcast.getCluster().getMembers().forEach(member -> delivered.add(member.getUuid()));
    }

    @Override
    public ClusterMember self() {
        return self;
    }

    @Override
    public List<ClusterMember> members() {
        List<ClusterMember> members = new ArrayList<>();
        hazelcast.getCluster().getMembers().forEach(member -> known(member).ifPresent(members::add));
        return List.copyOf(members);
    }

    private Optional<ClusterMember> known(Member member) {
        ClusterMember before = known.get(member.getUuid());
        if (before != null) return Optional.of(before);
        Optional<ClusterMember> decoded = MemberAttributes.decode(member);
        decoded.ifPresent(found -> known.put(member.getUuid(), found));
        return decoded;
    }

    @Override
    public List<ClusterMember> dead() {
        return List.copyOf(dead);
    }

    /** It is proven that its process is gone. */
    void died(ClusterMember member, String proof) {
        dead.add(member);
        if (dead.size() > DEAD_MAX) dead.remove(0);
        listeners.forEach(listener -> listener.died(member, proof));
    }

    /** It was said to be gone, and is not. */
    void back(ClusterMember member) {
        dead.remove(member);
        listeners.forEach(listener -> listener.joined(member));
    }

    @Override
    public Subscription listen(MembershipListener listener) {
        CallerContext caller = CallerContext.current();
        MembershipListener onContext = new MembershipListener() {
            @Override
            public void joined(ClusterMember member) {
                caller.run(() -> listener.joined(member));
            }

            @Override
            public void left(ClusterMember member) {
                caller.run(() -> listener.left(member));
            }

            @Override
            public void died(ClusterMember member, String proof) {
                caller.run(() -> listener.died(member, proof));
            }
        };
        listeners.add(onContext);
        return () -> listeners.remove(onContext);
    }

    /** Whether the events delivered so far add up to the members there are. Does not block. */
    boolean isDelivered() {
        Set<UUID> now = ConcurrentHashMap.newKeySet();
        hazelcast.getCluster().getMembers().forEach(member -> now.add(member.getUuid()));
        return delivered.equals(now);
    }

    /** Runs on Hazelcast's one membership thread, behind every other listener that blocks it. */
    private final class Ear implements com.hazelcast.cluster.MembershipListener {
        @Override
        public void memberAdded(MembershipEvent event) {
            delivered.add(event.getMember().getUuid());
            tell(event, member -> listeners.forEach(listener -> listener.joined(member)));
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            delivered.remove(event.getMember().getUuid());
            known.remove(event.getMember().getUuid());
            tell(event, member -> listeners.forEach(listener -> listener.left(member)));
        }

        private void tell(MembershipEvent event, Consumer<ClusterMember> hint) {
            MemberAttributes.decode(event.getMember()).ifPresent(hint);
        }
    }
}
