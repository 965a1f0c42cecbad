// SPDX-License-Identifier: Apache-2.0
package io.penstock.verticle;

import io.penstock.bus.NodeBus;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message;
import io.penstock.core.message.Role;
import io.penstock.core.message.TaskFailure;
import io.penstock.job.ProgramRefusedException;
import io.penstock.job.StackTree;
import io.penstock.job.WorkerJobs;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * Answers questions about a worker's tasks and programs, beside its machine: a question changes nothing and must not
 * wait behind events. What takes time is done once however often the question is repeated, and only so much of it at a
 * time. Used on one context.
 */
final class TaskDesk {
    private static final int REMEMBERED_MAX = 64;
    private static final int AT_ONCE_MAX = 8;

    private final NodeBus bus;
    private final WorkerJobs jobs;
    private final Map<String, Future<Message>> answers = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Future<Message>> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };
    private int underWay;

    TaskDesk(NodeBus bus, WorkerJobs jobs) {
        this.bus = bus;
        this.jobs = jobs;
    }

    void receive(Endpoint from, Message question) {
        if (question instanceof Message.QueryTasks asked) {
            send(from, new Message.TasksAnswer(asked.requestId(), jobs.counts(asked.job())));
        } else if (question instanceof Message.QueryParts asked) {
            send(from, new Message.PartsAnswer(asked.requestId(), jobs.parts(asked)));
        } else if (question instanceof Message.SampleStacks asked) {
            once(
                    from,
                    asked.requestId(),
                    () -> jobs.sample(asked).map(tree -> new Message.NodeAnswer(asked.requestId(), zipped(tree))));
        } else if (question instanceof Message.PlanProgram asked) {
            once(from, asked.requestId(), () -> plan(asked));
        } else if (question instanceof Message.QueryPrograms asked) {
            once(
                    from,
                    asked.requestId(),
                    () -> jobs.programs(asked.jarId())
                            .<Message>map(names -> new Message.ProgramsAnswer(asked.requestId(), names, ""))
                            .otherwise(e -> new Message.ProgramsAnswer(
                                    asked.requestId(), List.of(), "the jar cannot be read: " + e.getMessage())));
        }
    }

    private Future<Message> plan(Message.PlanProgram asked) {
        return jobs.plan(asked.spec())
                .<Message>map(graph -> new Message.PlanAnswer(asked.requestId(), graph, null))
                .otherwise(e -> new Message.PlanAnswer(asked.requestId(), null, failure(e)));
    }

    private static TaskFailure failure(Throwable thrown) {
        return thrown instanceof ProgramRefusedException refused
                ? refused.failure()
                : TaskFailure.of(TaskFailure.Kind.INTERNAL, String.valueOf(thrown.getMessage()));
    }

    /** A question that finds no room is not answered: whoever asks repeats it. */
    private void once(Endpoint from, String id, Supplier<Future<Message>> work) {
        Future<Message> known = answers.get(id);
        if (known != null) {
            if (known.succeeded()) send(from, known.result());
            return;
        }
        if (underWay >= AT_ONCE_MAX) return;
        underWay++;
        Future<Message> begun = work.get();
        answers.put(id, begun);
        begun.onComplete(answer -> {
            underWay--;
            if (answer.succeeded()) send(from, answer.result());
            else answers.remove(id);
        });
    }

    private void send(Endpoint to, Message answer) {
        bus.send(Endpoint.of(bus.self(), Role.TASK_DESK), to, answer);
    }

    private static byte[] zipped(StackTree tree) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(tree.json().encode().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
