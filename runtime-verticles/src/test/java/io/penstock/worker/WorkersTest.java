// SPDX-License-Identifier: Apache-2.0
package io.penstock.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.flow.Progress;
import io.penstock.core.flow.TaskStatus;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    private final List<Workers> pools = new ArrayList<>();

    @AfterEach
    void closePools() {
        pools.forEach(Workers::close);
    }

    private Workers pool(WorkerOptions options) {
        Workers pool = new Workers(options);
        pools.add(pool);
        return pool;
    }

    private Workers pool(int threads) {
        return pool(WorkerOptions.defaults().withThreads(threads));
    }

    private static WorkerOptions impatient(int threads) {
        return new WorkerOptions(threads, 150_000, 20, 20, 20);
    }

    private static TaskHandle register(Workers pool, int subtask, TaskListener listener) {
        return pool.register(
                new TaskLabel("job", "vertex", subtask, 1), ClassLoader.getSystemClassLoader(), false, listener);
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).as("in time").isTrue();
    }

    @Test
    void aTaskRunsUntilItIsDoneAndIsClosedOnce() throws Exception {
        Heard heard = new Heard();
        TaskHandle handle = register(pool(2), 0, heard);
        int[] left = {1_000};
        FakeTask task = new FakeTask(() -> --left[0] == 0 ? Progress.DONE : Progress.SOME);
        handle.start(task);
        assertThat(heard.end()).isEqualTo(TaskStatus.FINISHED);
        assertThat(heard.reached).containsExactly(TaskStatus.RUNNING);
        assertThat(task.closes).hasValue(1);
        assertThat(task.steps).isEqualTo(1_000);
        assertThat(handle.isLive()).isFalse();
    }

    @Test
    void preparedIsReportedAndTheTaskWaitsForTheCommit() throws Exception {
        Heard heard = new Heard();
        CountDownLatch prepared = new CountDownLatch(1);
        AtomicBoolean committed = new AtomicBoolean();
        TaskHandle handle = register(pool(1), 0, new TaskListener() {
            @Override
            public void reached(TaskHandle task, TaskStatus status) {
                heard.reached(task, status);
                if (status == TaskStatus.PREPARED) prepared.countDown();
            }

            @Override
            public void ended(TaskHandle task, TaskStatus status) {
                heard.ended(task, status);
            }

            @Override
            public void failed(TaskHandle task, Throwable cause) {
                heard.failed(task, cause);
            }

            @Override
            public void stuck(TaskHandle task, StackTraceElement[] where) {
                heard.stuck(task, where);
            }
        });
        FakeTask[] task = new FakeTask[1];
        task[0] = new FakeTask(() -> {
            task[0].status(TaskStatus.PREPARED);
            return committed.get() ? Progress.DONE : Progress.NONE;
        });
        handle.start(task[0]);
        await(prepared);
        committed.set(true);
        handle.wake();
        assertThat(heard.end()).isEqualTo(TaskStatus.FINISHED);
        assertThat(heard.reached).containsExactly(TaskStatus.RUNNING, TaskStatus.PREPARED);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noWakeUpIsLost(long seed) throws Exception {
        int perThread = 100_000;
        AtomicLong published = new AtomicLong();
        long[] seen = {0};
        CountDownLatch all = new CountDownLatch(1);
        TaskHandle handle = register(pool(2), 0, new Heard());
        handle.start(new FakeTask(() -> {
            seen[0] += published.getAndSet(0);
            if (seen[0] == 2L * perThread) all.countDown();
            return Progress.NONE;
        }));
        List<Thread> wakers = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            SplittableRandom random = new SplittableRandom(seed * 2 + t);
            wakers.add(new Thread(() -> {
                for (int i = 0; i < perThread; i++) {
                    published.incrementAndGet();
                    handle.wake();
                    for (int spin = random.nextInt(64); spin > 0; spin--) Thread.onSpinWait();
                }
            }));
        }
        wakers.forEach(Thread::start);
        for (Thread waker : wakers) waker.join();
        await(all);
    }

    @Test
    void everyTaskOfARingGetsItsTurnWhenOnlyItsNeighbourWakesIt() throws Exception {
        Workers pool = pool(2);
        int tasks = 100;
        int rounds = 1_000;
        TaskHandle[] handles = new TaskHandle[tasks];
        AtomicLong token = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        for (int i = 0; i < tasks; i++) handles[i] = register(pool, i, new Heard());
        for (int i = 0; i < tasks; i++) {
            int me = i;
            handles[i].start(new FakeTask(() -> {
                long at = token.get();
                if (at % tasks != me) return Progress.NONE;
                token.set(at + 1);
                if (at == (long) tasks * rounds) done.countDown();
                else handles[(int) ((at + 1) % tasks)].wake();
                return Progress.NONE;
            }));
        }
        handles[0].wake();
        await(done);
    }

    @Test
    void twoThousandBusyTasksShareFairly() throws Exception {
        Workers pool = pool(new WorkerOptions(2, 10_000, 60_000, 1_000, 1_000));
        int tasks = 2_000;
        FakeTask[] all = new FakeTask[tasks];
        AtomicLong[] slices = new AtomicLong[tasks];
        CountDownLatch each = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            AtomicLong mine = slices[i] = new AtomicLong();
            all[i] = new FakeTask(() -> {
                long until = System.nanoTime() + 10_000;
                while (System.nanoTime() < until) Thread.onSpinWait();
                if (mine.incrementAndGet() == 10) each.countDown();
                return Progress.SOME;
            });
            register(pool, i, new Heard()).start(all[i]);
        }
        await(each);
        long[] counts = LongStream.range(0, tasks)
                .map(i -> slices[(int) i].get())
                .sorted()
                .toArray();
        assertThat(counts[tasks * 99 / 100])
                .as("the 99th percentile of slices when the slowest has 10")
                .isLessThan(40);
    }

    /** The neighbour's home is the hog's worker, so only a look around by the other, saturated worker can save it. */
    @Test
    void aSaturatedWorkerSavesTheTasksOfOneThatHasLostItsCore() throws Exception {
        Workers pool = pool(new WorkerOptions(2, 150_000, 60_000, 1_000, 1_000));
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch saved = new CountDownLatch(1);
        AtomicBoolean stop = new AtomicBoolean();
        for (int i = 0; i < 4; i++) {
            register(pool, 1, new Heard()).start(new FakeTask(() -> stop.get() ? Progress.DONE : Progress.SOME));
        }
        int[] runs = {0};
        register(pool, 0, new Heard()).start(new FakeTask(() -> {
            if (held.getCount() == 0 && ++runs[0] == 100) saved.countDown();
            return stop.get() ? Progress.DONE : Progress.SOME;
        }));
        Heard heard = new Heard();
        register(pool, 0, heard).start(new FakeTask(() -> {
            held.countDown();
            await(saved);
            return Progress.DONE;
        }));
        assertThat(heard.end()).isEqualTo(TaskStatus.FINISHED);
        stop.set(true);
    }

    @Test
    void aStepThatHoldsItsThreadIsReportedAndOthersGoOn() throws Exception {
        Workers pool = pool(new WorkerOptions(1, 150_000, 20, 60_000, 1_000));
        CountDownLatch others = new CountDownLatch(1);
        CountDownLatch holding = new CountDownLatch(1);
        Heard hogHeard = new Heard();
        AtomicReference<String> threadAfter = new AtomicReference<>();
        TaskHandle hog = register(pool, 0, hogHeard);
        int[] steps = {0};
        hog.start(new FakeTask(() -> {
            if (steps[0]++ > 0) {
                threadAfter.set(Thread.currentThread().getName());
                return Progress.DONE;
            }
            holding.countDown();
            await(others);
            return Progress.SOME;
        }));
        await(holding);
        Heard heard = new Heard();
        register(pool, 0, heard).start(new FakeTask(() -> Progress.DONE));
        assertThat(heard.end()).isEqualTo(TaskStatus.FINISHED);
        others.countDown();
        assertThat(hogHeard.end()).isEqualTo(TaskStatus.FINISHED);
        assertThat(threadAfter.get()).isNotEqualTo("penstock-worker-0");
        assertThat(pool.stats().hogs()).isPositive();
        assertThat(hog.hogs()).isPositive();
    }

    @Test
    void aCancelledTaskEndsAtItsNextStep() throws Exception {
        Workers pool = pool(1);
        Heard heard = new Heard();
        TaskHandle handle = register(pool, 0, heard);
        CountDownLatch idle = new CountDownLatch(1);
        handle.start(new FakeTask(() -> {
            idle.countDown();
            return Progress.NONE;
        }));
        await(idle);
        handle.cancel();
        handle.cancel();
        assertThat(heard.end()).isEqualTo(TaskStatus.CANCELED);
        assertThat(pool.stats().stuck()).isZero();
    }

    @Test
    void aTaskCancelledBeforeItsStartIsNeverOpened() throws Exception {
        Heard heard = new Heard();
        TaskHandle handle = register(pool(1), 0, heard);
        handle.cancel();
        FakeTask task = new FakeTask(() -> Progress.SOME);
        handle.start(task);
        assertThat(heard.end()).isEqualTo(TaskStatus.CANCELED);
        assertThat(heard.reached).isEmpty();
        assertThat(task.closes).hasValue(1);
    }

    @Test
    void aCancelledTaskThatWaitsIsInterrupted() throws Exception {
        for (boolean blocking : new boolean[] {false, true}) {
            Workers pool = pool(impatient(1));
            Heard heard = new Heard();
            CountDownLatch waits = new CountDownLatch(1);
            TaskHandle handle =
                    pool.register(new TaskLabel("job", "v", 0, 1), ClassLoader.getSystemClassLoader(), blocking, heard);
            handle.start(new FakeTask(() -> {
                waits.countDown();
                new CountDownLatch(1).await();
                return Progress.NONE;
            }));
            await(waits);
            handle.cancel();
            assertThat(heard.end()).isEqualTo(TaskStatus.CANCELED);
            assertThat(pool.stats().stuck()).isZero();
        }
    }

    @Test
    void aTaskThatIgnoresTheInterruptIsGivenUpAndNeighboursLiveOn() throws Exception {
        for (boolean blocking : new boolean[] {false, true}) {
            Workers pool = pool(new WorkerOptions(1, 150_000, 60_000, 20, 20));
            Heard heard = new Heard();
            AtomicBoolean letGo = new AtomicBoolean();
            CountDownLatch holds = new CountDownLatch(1);
            CountDownLatch gone = new CountDownLatch(1);
            TaskHandle handle =
                    pool.register(new TaskLabel("job", "v", 0, 1), ClassLoader.getSystemClassLoader(), blocking, heard);
            handle.start(new FakeTask(() -> {
                holds.countDown();
                while (!letGo.get()) Thread.onSpinWait();
                gone.countDown();
                return Progress.DONE;
            }));
            await(holds);
            handle.cancel();
            assertThat(heard.end()).isInstanceOf(StackTraceElement[].class);
            assertThat(pool.stats().stuck()).isEqualTo(1);
            Heard neighbour = new Heard();
            register(pool, 0, neighbour).start(new FakeTask(() -> Progress.DONE));
            assertThat(neighbour.end()).isEqualTo(TaskStatus.FINISHED);
            letGo.set(true);
            await(gone);
        }
    }

    @Test
    void whateverUserCodeThrowsFailsItsTaskAlone() throws Exception {
        Workers pool = pool(1);
        for (Throwable thrown :
                List.of(new IllegalStateException("x"), new StackOverflowError(), new NoClassDefFoundError())) {
            Heard heard = new Heard();
            FakeTask task = new FakeTask(() -> {
                throw WorkersTest.<RuntimeException>sneaky(thrown);
            });
            register(pool, 0, heard).start(task);
            assertThat(heard.end()).isSameAs(thrown);
            assertThat(task.closes).hasValue(1);
        }
        Heard heard = new Heard();
        register(pool, 0, heard).start(new FakeTask(() -> Progress.DONE));
        assertThat(heard.end()).isEqualTo(TaskStatus.FINISHED);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    @Test
    void codeSeesItsJobsClassLoader() throws Exception {
        for (boolean blocking : new boolean[] {false, true}) {
            Workers pool = pool(1);
            ClassLoader loader = new ClassLoader(getClass().getClassLoader()) {};
            AtomicReference<ClassLoader> seen = new AtomicReference<>();
            Heard heard = new Heard();
            pool.register(new TaskLabel("job", "v", 0, 1), loader, blocking, heard)
                    .start(new FakeTask(() -> {
                        seen.set(Thread.currentThread().getContextClassLoader());
                        return Progress.DONE;
                    }));
            heard.end();
            assertThat(seen.get()).isSameAs(loader);
        }
    }

    @Test
    void aBlockingTaskHasItsOwnNamedThreadAndDisturbsNobody() throws Exception {
        Workers pool = pool(1);
        BlockingQueue<String> input = new LinkedBlockingQueue<>();
        AtomicReference<String> thread = new AtomicReference<>();
        Heard heard = new Heard();
        pool.register(new TaskLabel("job", "reader", 3, 2), ClassLoader.getSystemClassLoader(), true, heard)
                .start(new FakeTask(() -> {
                    thread.set(Thread.currentThread().getName());
                    return input.take().equals("end") ? Progress.DONE : Progress.SOME;
                }));
        Heard other = new Heard();
        register(pool, 0, other).start(new FakeTask(() -> Progress.DONE));
        assertThat(other.end()).isEqualTo(TaskStatus.FINISHED);
        input.add("more");
        input.add("end");
        assertThat(heard.end()).isEqualTo(TaskStatus.FINISHED);
        assertThat(thread.get()).isEqualTo("job/reader/3#2");
    }

    @Test
    void anIdleBlockingTaskIsWokenAndTimed() throws Exception {
        Workers pool = pool(1);
        Heard heard = new Heard();
        BlockingQueue<Integer> ran = new LinkedBlockingQueue<>();
        TaskHandle handle =
                pool.register(new TaskLabel("job", "v", 0, 1), ClassLoader.getSystemClassLoader(), true, heard);
        int[] steps = {0};
        handle.start(new FakeTask(() -> {
            ran.add(++steps[0]);
            return steps[0] == 3 ? Progress.DONE : Progress.NONE;
        }));
        assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
        handle.wake();
        assertThat(ran.poll(20, TimeUnit.SECONDS)).isEqualTo(2);
        handle.wakeAt(System.currentTimeMillis() + 5);
        assertThat(heard.end()).isEqualTo(TaskStatus.FINISHED);
    }

    @Test
    void onlyTheLatestTimerCounts() throws Exception {
        Workers pool = pool(1);
        BlockingQueue<Long> ranAtMs = new LinkedBlockingQueue<>();
        TaskHandle handle = register(pool, 0, new Heard());
        handle.start(new FakeTask(() -> {
            ranAtMs.add(System.currentTimeMillis());
            return Progress.NONE;
        }));
        assertThat(ranAtMs.poll(20, TimeUnit.SECONDS)).isNotNull();
        long startMs = System.currentTimeMillis();
        handle.wakeAt(startMs + 100_000);
        handle.wakeAt(startMs + 10);
        handle.wakeAt(startMs + 60);
        Long at = ranAtMs.poll(20, TimeUnit.SECONDS);
        assertThat(at).isNotNull().isGreaterThanOrEqualTo(startMs + 60);
        handle.wakeAt(System.currentTimeMillis() + 5);
        handle.wakeAt(Long.MAX_VALUE);
        handle.wakeAt(System.currentTimeMillis() + 30);
        assertThat(ranAtMs.poll(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(ranAtMs.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void timersKeepTheMillisecond() throws Exception {
        Workers pool = pool(1);
        BlockingQueue<Long> lateMs = new LinkedBlockingQueue<>();
        TaskHandle handle = register(pool, 0, new Heard());
        AtomicLong wanted = new AtomicLong();
        handle.start(new FakeTask(() -> {
            lateMs.add(System.currentTimeMillis() - wanted.get());
            return Progress.NONE;
        }));
        assertThat(lateMs.poll(20, TimeUnit.SECONDS)).isNotNull();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            wanted.set(System.currentTimeMillis() + 3);
            handle.wakeAt(wanted.get());
            all.add(lateMs.poll(20, TimeUnit.SECONDS));
        }
        assertThat(all).doesNotContainNull().allMatch(late -> late >= 0);
        all.sort(null);
        assertThat(all.get(25)).as("median lateness").isLessThanOrEqualTo(10);
    }

    /** Threads that spin or tick would burn far more than this over half a second. */
    @Test
    void idleTasksCostNothing() throws Exception {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Workers pool = pool(2);
        CountDownLatch opened = new CountDownLatch(2_000);
        for (int i = 0; i < 2_000; i++) {
            TaskHandle handle = register(pool, i, new Heard());
            handle.start(new FakeTask(() -> {
                opened.countDown();
                return Progress.NONE;
            }));
            handle.wakeAt(System.currentTimeMillis() + 3_600_000);
        }
        await(opened);
        while (poolThreads().anyMatch(thread -> thread.getState() == Thread.State.RUNNABLE)) Thread.onSpinWait();
        long before = poolCpuNs(threads);
        Thread.sleep(500); // what is looked at is this while, in which nothing may happen
        assertThat(poolCpuNs(threads) - before).isLessThan(10_000_000);
    }

    private static Stream<Thread> poolThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("penstock-"));
    }

    private static long poolCpuNs(ThreadMXBean threads) {
        return poolThreads()
                .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getId())))
                .sum();
    }
}
