// SPDX-License-Identifier: Apache-2.0
package io.penstock.client;

import io.penstock.bus.NodeBus;
import io.penstock.bus.Receiver;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.ClusterReport;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobReport;
import io.penstock.core.message.JobSpec;
import io.penstock.core.message.JobSummary;
import io.penstock.core.message.LiveTask;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeQuestion;
import io.penstock.core.message.ParallelismRange;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.Role;
import io.penstock.core.message.SavepointOperation;
import io.penstock.core.message.StackKind;
import io.penstock.core.message.StoredPart;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the leader, whoever that is at the moment, or a certain node: a question is repeated under the same id until it
 * is answered or its time is over, so a change of leader is only a delay. Failures are {@link RefusedException}.
 * Thread-safe; futures complete on the client's own context.
 */
public final class ClusterClient {
    private static final long REPEAT_MS = 250;
    private static final long AGAIN_MS = 5;
    /** A node that is there answers within milliseconds; one that is not must not hold up whoever looks. */
    private static final long NODE_TIMEOUT_MS = 1_000;

    /** Stacks are looked at for a second. */
    private static final long STACKS_TIMEOUT_MS = 4_000;
    /** A program has half a minute to say what it is. */
    private static final long PLAN_TIMEOUT_MS = 32_000;

    private final Vertx vertx;
    private final NodeBus bus;
    private final Leaders leaders;
    private final long timeoutMs;
    private final Endpoint self;
    private final Context context;
    private final Receiver receiver = this::receive;
    /** Used on the context only. */
    private final Map<String, Question> open = new HashMap<>();
    /** Used on the context only. */
    private final List<Consumer<JobId>> hinted = new ArrayList<>();

    private final class Question {
        final Supplier<Optional<Endpoint>> target;
        final Message message;
        /** Whether "not now" is an answer, or a reason to ask again. */
        final boolean once;

        final Promise<Message> answer = Promise.promise();
        long repeatTimer = -1;
        long endTimer = -1;
        String lastWord = "";

        Question(Supplier<Optional<Endpoint>> target, Message message, boolean once) {
            this.target = target;
            this.message = message;
            this.once = once;
        }

        void send(String id) {
            Optional<Endpoint> to = target.get();
            to.ifPresent(endpoint -> bus.send(self, endpoint, message));
            repeatTimer = vertx.setTimer(to.isPresent() ? REPEAT_MS : AGAIN_MS, timer -> send(id));
        }

        void askAgain(String id, Refusal because) {
            lastWord = because.message();
            vertx.cancelTimer(repeatTimer);
            repeatTimer = vertx.setTimer(AGAIN_MS, timer -> send(id));
        }

        void end() {
            vertx.cancelTimer(repeatTimer);
            vertx.cancelTimer(endTimer);
        }
    }

    /** {@code timeoutMs} is how long a question may take. */
    public ClusterClient(Vertx vertx, NodeBus bus, Leaders leaders, long timeoutMs) {
        this.vertx = vertx;
        this.bus = bus;
        this.leaders = leaders;
        this.timeoutMs = timeoutMs;
        this.self = Endpoint.of(bus.self(), Role.CLIENT);
        this.context = vertx.getOrCreateContext();
        bus.register(Role.CLIENT, null, context, receiver);
    }

    /** The listener hears when something about a job has changed, soon and most of the time. On its own context. */
    public void onJobChanged(Consumer<JobId> listener) {
        context.runOnContext(ignored -> {
            if (hinted.isEmpty()) bus.register(Role.EVENT_FEED, null, context, this::hint);
            hinted.add(listener);
        });
    }

    private void hint(Endpoint from, Message message) {
        if (!(message instanceof Message.JobChanged changed)) return;
        for (Consumer<JobId> listener : List.copyOf(hinted)) listener.accept(changed.job());
    }

    /** Submits a job; done once the job is stored. */
    public Future<JobId> submit(JobSpec spec) {
        String id = requestId();
        return ask(Role.DISPATCHER, id, new Message.SubmitJob(id, spec))
                .compose(answer -> granted(answer, Message.SubmitAnswer.class, Message.SubmitAnswer::refusal))
                .map(Message.SubmitAnswer::job);
    }

    /** Asks for a job's cancellation; done once that cannot be forgotten any more. */
    public Future<Void> cancel(JobId job) {
        String id = requestId();
        return ask(Role.DISPATCHER, id, new Message.CancelJob(id, job))
                .compose(answer -> granted(answer, Message.CancelAnswer.class, Message.CancelAnswer::refusal))
                .mapEmpty();
    }

    /**
     * Has a savepoint taken, or a checkpoint at once; done once that cannot be forgotten. The same id again begins
     * nothing.
     */
    public Future<SavepointOperation> savepoint(String id, JobId job, CheckpointKind kind, String target) {
        return operation(id, job, new Message.TriggerSavepoint(id, job, kind, target));
    }

    /**
     * Takes a running job to another parallelism; done once that is stored, before all its tasks run. Vertices that are
     * not named stay as they are.
     */
    public Future<Void> rescale(JobId job, List<ParallelismRange> ranges) {
        String id = requestId();
        return ask(Role.DISPATCHER, id, new Message.RescaleJob(id, job, ranges))
                .compose(answer -> granted(answer, Message.RescaleAnswer.class, Message.RescaleAnswer::refusal))
                .mapEmpty();
    }

    /** How a savepoint that was asked for stands. */
    public Future<SavepointOperation> savepointOperation(JobId job, String operation) {
        String id = requestId();
        return operation(id, job, new Message.QuerySavepoint(id, job, operation));
    }

    private Future<SavepointOperation> operation(String id, JobId job, Message question) {
        return ask(Role.DISPATCHER, id, question)
                .compose(answer -> granted(answer, Message.SavepointAnswer.class, Message.SavepointAnswer::refusal))
                .compose(answer -> answer.operation() == null
                        ? Future.failedFuture(new RefusedException(
                                new Refusal(Refusal.Code.NOT_FOUND, "job " + job + " has no such operation")))
                        : Future.succeededFuture(answer.operation()));
    }

    /** A job, running or ended. */
    public Future<JobReport> job(JobId job) {
        String id = requestId();
        return granted(ask(Role.DISPATCHER, id, new Message.QueryJob(id, job)))
                .compose(answer -> answer.report() == null
                        ? Future.failedFuture(new RefusedException(
                                new Refusal(Refusal.Code.RETRY, "job " + job + " has nothing to report yet")))
                        : Future.succeededFuture(answer.report()));
    }

    /** The same, but empty if the job's JobMaster cannot say now: it has just begun to be, or to end. */
    public Future<Optional<JobReport>> jobNow(JobId job) {
        String id = requestId();
        return ask(id, new Question(leaders(Role.DISPATCHER), new Message.QueryJob(id, job), true))
                .compose(answer -> notNow(answer) != null
                        ? Future.succeededFuture(Optional.empty())
                        : granted(Future.succeededFuture(answer)).map(known -> Optional.ofNullable(known.report())));
    }

    private static Future<Message.JobAnswer> granted(Future<Message> jobAnswer) {
        return jobAnswer.compose(answer -> granted(answer, Message.JobAnswer.class, Message.JobAnswer::refusal));
    }

    /** All jobs, running and ended. */
    public Future<List<JobSummary>> jobs() {
        String id = requestId();
        return ask(Role.DISPATCHER, id, new Message.QueryJobs(id)).map(answer -> ((Message.JobsAnswer) answer).jobs());
    }

    /** The workers and their slots. */
    public Future<ClusterReport> cluster() {
        String id = requestId();
        return ask(Role.RESOURCE_MANAGER, id, new Message.QueryCluster(id))
                .map(answer -> ((Message.ClusterAnswer) answer).report());
    }

    /** What the running tasks of a job on one worker have counted so far. */
    public Future<List<LiveTask>> tasks(NodeId worker, JobId job) {
        String id = requestId();
        return askNode(worker, Role.TASK_DESK, id, new Message.QueryTasks(id, job))
                .map(answer -> ((Message.TasksAnswer) answer).tasks());
    }

    /** What running tasks of a vertex (its index) on that worker stored of a checkpoint. */
    public Future<List<StoredPart>> parts(NodeId worker, JobId job, int vertex, long checkpointId) {
        String id = requestId();
        return askNode(worker, Role.TASK_DESK, id, new Message.QueryParts(id, job, vertex, checkpointId))
                .map(answer -> ((Message.PartsAnswer) answer).parts());
    }

    /** What a look at the stacks of a vertex's tasks on one worker gave, as JSON compressed by gzip. */
    public Future<byte[]> stacks(NodeId worker, JobId job, int vertex, int subtask, StackKind kind) {
        String id = requestId();
        Message question = new Message.SampleStacks(id, job, vertex, subtask, kind);
        return askNode(worker, Role.TASK_DESK, id, question, STACKS_TIMEOUT_MS)
                .map(answer -> ((Message.NodeAnswer) answer).gzippedJson());
    }

    /** The graph that a program would give, evaluated by a worker. Fails with the program's own words. */
    public Future<JobGraph> plan(NodeId worker, JobSpec spec) {
        String id = requestId();
        return askNode(worker, Role.TASK_DESK, id, new Message.PlanProgram(id, spec), PLAN_TIMEOUT_MS)
                .map(Message.PlanAnswer.class::cast)
                .compose(answer -> answer.graph() != null
                        ? Future.succeededFuture(answer.graph())
                        : Future.failedFuture(new RefusedException(new Refusal(
                                Refusal.Code.INVALID,
                                answer.failure() == null
                                        ? "it gives no graph"
                                        : answer.failure().message()))));
    }

    /** The classes in a jar that are programs, as a worker finds them. */
    public Future<List<String>> programs(NodeId worker, String jarId) {
        String id = requestId();
        return askNode(worker, Role.TASK_DESK, id, new Message.QueryPrograms(id, jarId), PLAN_TIMEOUT_MS)
                .map(Message.ProgramsAnswer.class::cast)
                .compose(answer -> answer.failure().isEmpty()
                        ? Future.succeededFuture(answer.classes())
                        : Future.failedFuture(
                                new RefusedException(new Refusal(Refusal.Code.INVALID, answer.failure()))));
    }

    /** What a node tells about itself, as JSON compressed by gzip. */
    public Future<byte[]> node(NodeId node, NodeQuestion question) {
        String id = requestId();
        return askNode(node, Role.NODE_DESK, id, new Message.QueryNode(id, question))
                .map(answer -> ((Message.NodeAnswer) answer).gzippedJson());
    }

    /** Asks nothing more; open questions are refused. */
    public void close() {
        bus.unregister(Role.CLIENT, null, receiver);
        context.runOnContext(ignored ->
                List.copyOf(open.keySet()).forEach(id -> giveUp(id, "this node is stopping; ask another one")));
    }

    private static String requestId() {
        return UUID.randomUUID().toString();
    }

    private Future<Message> ask(Role role, String id, Message message) {
        return ask(id, new Question(leaders(role), message, false));
    }

    private Future<Message> ask(String id, Question question) {
        return ask(id, question, timeoutMs, this::silence);
    }

    private Supplier<Optional<Endpoint>> leaders(Role role) {
        return () -> leaders.leader().map(node -> Endpoint.of(node, role));
    }

    private Future<Message> askNode(NodeId node, Role role, String id, Message message) {
        return askNode(node, role, id, message, NODE_TIMEOUT_MS);
    }

    private Future<Message> askNode(NodeId node, Role role, String id, Message message, long limitMs) {
        Question question = new Question(() -> Optional.of(Endpoint.of(node, role)), message, false);
        return ask(id, question, limitMs, () -> "node " + node + " did not answer within " + limitMs + " ms");
    }

    private Future<Message> ask(String id, Question question, long limitMs, Supplier<String> silence) {
        context.runOnContext(ignored -> {
            Question same = open.putIfAbsent(id, question);
            if (same != null) {
                same.answer.future().onComplete(question.answer);
                return;
            }
            question.endTimer = vertx.setTimer(limitMs, timer -> giveUp(id, silence.get()));
            question.send(id);
        });
        return question.answer.future();
    }

    private String silence() {
        return leaders.leader().isEmpty()
                ? "no coordinator leads the cluster at the moment; a majority of them must be up"
                : "the cluster's leader did not answer within " + timeoutMs + " ms; try again";
    }

    private void giveUp(String id, String why) {
        Question question = open.remove(id);
        if (question == null) return;
        question.end();
        question.answer.fail(new RefusedException(
                new Refusal(Refusal.Code.RETRY, question.lastWord.isEmpty() ? why : question.lastWord)));
    }

    private void receive(Endpoint from, Message message) {
        String id = requestId(message);
        if (id == null) return;
        Question question = open.get(id);
        if (question == null) return;
        Refusal notNow = notNow(message);
        if (notNow != null && !question.once) {
            question.askAgain(id, notNow);
            return;
        }
        open.remove(id);
        question.end();
        question.answer.complete(message);
    }

    /** A question is no trouble to ask again; a refused submission is told to whoever made it. */
    private static @Nullable Refusal notNow(Message message) {
        Refusal refusal = message instanceof Message.JobAnswer m
                ? m.refusal()
                : message instanceof Message.CancelAnswer c ? c.refusal() : null;
        return refusal != null && refusal.code() == Refusal.Code.RETRY ? refusal : null;
    }

    private static @Nullable String requestId(Message message) {
        if (message instanceof Message.SubmitAnswer m) return m.requestId();
        if (message instanceof Message.CancelAnswer m) return m.requestId();
        if (message instanceof Message.JobAnswer m) return m.requestId();
        if (message instanceof Message.JobsAnswer m) return m.requestId();
        if (message instanceof Message.ClusterAnswer m) return m.requestId();
        if (message instanceof Message.SavepointAnswer m) return m.requestId();
        if (message instanceof Message.RescaleAnswer m) return m.requestId();
        if (message instanceof Message.TasksAnswer m) return m.requestId();
        if (message instanceof Message.PartsAnswer m) return m.requestId();
        if (message instanceof Message.NodeAnswer m) return m.requestId();
        if (message instanceof Message.PlanAnswer m) return m.requestId();
        if (message instanceof Message.ProgramsAnswer m) return m.requestId();
        return null;
    }

    private static <T extends Message> Future<T> granted(
            Message answer, Class<T> type, Function<T, @Nullable Refusal> refusal) {
        T typed = type.cast(answer);
        Refusal no = refusal.apply(typed);
        return no == null ? Future.succeededFuture(typed) : Future.failedFuture(new RefusedException(no));
    }
}
