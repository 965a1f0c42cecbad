// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.core.flow.InputEdge;
import io.penstock.core.flow.OutputEdge;
import io.penstock.core.flow.TaskStatus;
import io.penstock.core.flow.channel.InputPort;
import io.penstock.core.flow.channel.OutputPort;
import io.penstock.worker.TaskHandle;
import io.penstock.worker.TaskLabel;
import io.penstock.worker.TaskListener;
import io.penstock.worker.WorkerOptions;
import io.penstock.worker.Workers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;

/** One test task that runs in a pool, and what became of it. */
final class Run implements TaskListener {
    static final Workers POOL = new Workers(WorkerOptions.defaults().withThreads(2));

    private final BlockingQueue<Object> end = new LinkedBlockingQueue<>();
    final TaskHandle handle;
    private PortConsumer consumer;

    private Run(int vertex, int subtask) {
        handle = POOL.register(
                new TaskLabel("test", "v" + vertex, subtask, 1), getClass().getClassLoader(), false, this);
    }

    static OutputPort output(ExchangeService at, TaskWiring wiring) {
        OutputEdge edge = at.connect(wiring).outputs().get(0);
        return edge.port();
    }

    static InputPort input(ExchangeService at, TaskWiring wiring) {
        InputEdge edge = at.connect(wiring).inputs().get(0);
        return edge.port();
    }

    static Run produce(
            ExchangeService at,
            TaskWiring wiring,
            int records,
            IntFunction<Object> record,
            ToIntFunction<Object> target) {
        Run run = new Run(0, wiring.attempt().subtask());
        run.handle.start(new PortProducer(output(at, wiring), run.handle, records, record, target));
        return run;
    }

    static Run consume(ExchangeService at, TaskWiring wiring, Consumer<Object> records) {
        return consume(at, wiring, records, false);
    }

    static Run consume(ExchangeService at, TaskWiring wiring, Consumer<Object> records, boolean paused) {
        Run run = new Run(1, wiring.attempt().subtask());
        run.consumer = new PortConsumer(input(at, wiring), run.handle, records);
        run.consumer.paused = paused;
        run.handle.start(run.consumer);
        return run;
    }

    PortConsumer consumer() {
        return consumer;
    }

    void resume() {
        consumer.paused = false;
        handle.wake();
    }

    Object end() throws InterruptedException {
        Object what = end.poll(30, TimeUnit.SECONDS);
        assertThat(what).as("end of " + handle).isNotNull();
        return what;
    }

    void finishes() throws InterruptedException {
        Object what = end();
        if (what instanceof Throwable failure) throw new AssertionError(handle + " failed", failure);
        assertThat(what).isEqualTo(TaskStatus.FINISHED);
    }

    <T extends Throwable> T fails(Class<T> type) throws InterruptedException {
        Object what = end();
        assertThat(what).isInstanceOf(type);
        return type.cast(what);
    }

    boolean isRunning() {
        return end.isEmpty();
    }

    @Override
    public void reached(TaskHandle task, TaskStatus status) {}

    @Override
    public void ended(TaskHandle task, TaskStatus status) {
        end.add(status);
    }

    @Override
    public void failed(TaskHandle task, Throwable cause) {
        end.add(cause);
    }

    @Override
    public void stuck(TaskHandle task, StackTraceElement[] where) {
        end.add(where);
    }
}
