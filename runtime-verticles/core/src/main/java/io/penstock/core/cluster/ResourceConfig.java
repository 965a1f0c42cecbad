// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

/**
 * How the ResourceManager behaves.
 *
 * @param beatMs how often it looks for silent workers
 * @param suspectAfterMs a worker silent this long gets no new slots
 * @param deadAfterMs a worker silent this long is lost
 * @param requestTimeoutMs a slot request without answer is repeated after this time
 * @param requestTriesMax then the slot is taken to be free and another is asked for
 * @param jobSilenceMs a job whose JobMaster is silent this long gets no more slots; slots of jobs that are over are
 *     released after it
 * @param spareSlots free slots that only jobs get which had all they needed and lost some of it
 * @param supply how workers are started and stopped
 */
public record ResourceConfig(
        long beatMs,
        long suspectAfterMs,
        long deadAfterMs,
        long requestTimeoutMs,
        int requestTriesMax,
        long jobSilenceMs,
        int spareSlots,
        Supply supply) {
    /** The defaults of node.yaml, without a worker provider. */
    public static final ResourceConfig DEFAULTS =
            new ResourceConfig(500, 2_000, 3_000, 1_000, 5, 15_000, 0, Supply.NONE);

    /**
     * Workers on demand.
     *
     * @param workersMax most workers there may be; 0: none are started or stopped
     * @param workersMin idle ones are stopped only above this number
     * @param slotsPerWorker what one started worker brings
     * @param idleMs a worker without a slot in use for this long is stopped
     * @param startTimeoutMs a started worker that has not registered by then is started again
     */
    public record Supply(int workersMax, int workersMin, int slotsPerWorker, long idleMs, long startTimeoutMs) {
        /** The workers that there are. */
        public static final Supply NONE = new Supply(0, 0, 1, 60_000, 60_000);

        public Supply {
            if (workersMax < 0 || workersMin < 0 || slotsPerWorker <= 0)
                throw new IllegalArgumentException("supply of workers");
        }
    }

    public ResourceConfig {
        if (beatMs <= 0
                || suspectAfterMs < beatMs
                || deadAfterMs < suspectAfterMs
                || requestTriesMax <= 0
                || spareSlots < 0) {
            throw new IllegalArgumentException("need beat <= suspect <= dead: " + beatMs + ", " + suspectAfterMs + ", "
                    + deadAfterMs + "; and no less than 0 spare slots: " + spareSlots);
        }
    }
}
