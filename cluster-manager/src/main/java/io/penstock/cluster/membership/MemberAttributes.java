// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.membership;

import com.hazelcast.cluster.Member;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How a {@link ClusterMember} is written into the attributes of a Hazelcast member, which are fixed at its start. */
public final class MemberAttributes {
    private static final String INCARNATION = "penstock.incarnation";
    private static final String NAME = "penstock.name";
    private static final String ROLES = "penstock.roles";
    private static final String OTHER = "penstock.attribute.";

    private MemberAttributes() {}

    /** What a member that is about to start tells about itself. */
    public static Map<String, String> encode(
            String incarnation, String name, Set<NodeRole> roles, Map<String, String> attributes) {
        Map<String, String> encoded = new TreeMap<>();
        encoded.put(INCARNATION, incarnation);
        encoded.put(NAME, name);
        encoded.put(ROLES, roles.stream().map(NodeRole::name).sorted().collect(Collectors.joining(",")));
        attributes.forEach((key, value) -> encoded.put(OTHER + key, value));
        return encoded;
    }

    /** The member behind a Hazelcast member; empty for a stranger that does not speak of itself as we do. */
    static Optional<ClusterMember> decode(Member member) {
        String incarnation = member.getAttribute(INCARNATION);
        String name = member.getAttribute(NAME);
        String roles = member.getAttribute(ROLES);
        if (incarnation == null || name == null || roles == null) {
            return Optional.empty();
        }
        Set<NodeRole> known = EnumSet.noneOf(NodeRole.class);
        for (String role : roles.split(",", -1)) {
            for (NodeRole candidate : NodeRole.values()) {
                if (candidate.name().equals(role)) {
                    known.add(candidate);
                }
            }
        }
        Map<String, String> attributes = new TreeMap<>();
        member.getAttributes().forEach((key, value) -> {
            if (key.startsWith(OTHER)) {
                attributes.put(key.substring(OTHER.length()), value);
            }
        });
        return Optional.of(new ClusterMember(
                incarnation,
                name,
                known,
                member.getAddress().getHost(),
                member.getAddress().getPort(),
                attributes));
    }
}
