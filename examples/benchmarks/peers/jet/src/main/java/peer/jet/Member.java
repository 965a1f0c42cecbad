// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.core.HazelcastInstance;

/** A member that runs until it is shut down from elsewhere. args: cooperative threads, members of the cluster */
final class Member {
    private Member() {}

    public static void main(String[] args) throws Exception {
        HazelcastInstance hz = Node.start(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        System.out.println("UP");
        System.out.flush();
        while (hz.getLifecycleService().isRunning()) {
            Thread.sleep(200);
        }
        long[] seen = Tally.take();
        Out.log("member saw results %d checksum %016x in all runs", seen[0], seen[1]);
    }
}
