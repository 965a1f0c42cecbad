// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How bad the world is; drawn from the seed, so that some runs are calm and some dreadful.
 *
 * @param dropPermille messages lost
 * @param duplicatePermille messages that arrive twice
 * @param delayMaxMs most that a message takes, usually; reorders, since each is delayed on its own
 * @param latePermille messages that take up to five seconds
 * @param crashEveryMs mean time between two crashes; 0: none
 * @param partitionEveryMs mean time between two partitions, one-way ones included; 0: none
 * @param pauseEveryMs mean time between two long pauses of a process; 0: none
 * @param falseHintEveryMs mean time between two wrong hints that a member left; 0: none
 * @param storeDelayMaxMs most that a read or write takes
 * @param skewPermille most that a clock runs too fast or too slow
 * @param taskFailurePermille attempts that fail by themselves
 */
record FaultPlan(
        int dropPermille,
        int duplicatePermille,
        int delayMaxMs,
        int latePermille,
        int crashEveryMs,
        int partitionEveryMs,
        int pauseEveryMs,
        int falseHintEveryMs,
        int storeDelayMaxMs,
        int skewPermille,
        int taskFailurePermille) {
    /** A network and a store as one would wish them. */
    static final FaultPlan NONE = new FaultPlan(0, 0, 2, 0, 0, 0, 0, 0, 2, 0, 0);

    static FaultPlan draw(Random chance) {
        if (chance.nextInt(10) == 0) return NONE;
        return new FaultPlan(
                rarely(chance, 150),
                rarely(chance, 100),
                1 + chance.nextInt(chance.nextInt(4) == 0 ? 300 : 20),
                rarely(chance, 30),
                sometimes(chance, 2_000, 20_000),
                sometimes(chance, 2_000, 20_000),
                sometimes(chance, 2_000, 20_000),
                sometimes(chance, 2_000, 20_000),
                1 + chance.nextInt(chance.nextInt(4) == 0 ? 500 : 10),
                rarely(chance, 40),
                rarely(chance, 100));
    }

    /** The same but for what would make tasks fail, or workers seem to. */
    FaultPlan forCoordinators() {
        return new FaultPlan(
                0,
                duplicatePermille,
                Math.min(delayMaxMs, 20),
                0,
                crashEveryMs,
                partitionEveryMs,
                pauseEveryMs,
                falseHintEveryMs,
                Math.min(storeDelayMaxMs, 50),
                skewPermille,
                0);
    }

    /** The same without one sort of fault, for each sort that it has. */
    List<FaultPlan> withOneLess() {
        int[] own = values();
        int[] none = NONE.values();
        var less = new ArrayList<FaultPlan>();
        for (int i = 0; i < own.length; i++) {
            if (own[i] == none[i]) continue;
            int[] values = own.clone();
            values[i] = none[i];
            less.add(of(values));
        }
        return less;
    }

    private int[] values() {
        return new int[] {
            dropPermille,
            duplicatePermille,
            delayMaxMs,
            latePermille,
            crashEveryMs,
            partitionEveryMs,
            pauseEveryMs,
            falseHintEveryMs,
            storeDelayMaxMs,
            skewPermille,
            taskFailurePermille
        };
    }

    private static FaultPlan of(int[] v) {
        return new FaultPlan(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10]);
    }

    private static int rarely(Random chance, int most) {
        return chance.nextBoolean() ? 0 : chance.nextInt(most);
    }

    private static int sometimes(Random chance, int least, int most) {
        return chance.nextInt(3) == 0 ? 0 : least + chance.nextInt(most - least);
    }
}
