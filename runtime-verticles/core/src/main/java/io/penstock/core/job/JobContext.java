// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import java.util.ArrayList;
import java.util.List;

/** Who this JobMaster is, whom it talks to, what time it is, and what was decided so far during this event. */
final class JobContext {
    private final JobId job;
    private final Endpoint self;
    private final FencingToken token;
    private final JobConfig config;
    private FencingToken leaderToken;
    private Endpoint dispatcher;
    private Endpoint resourceManager;
    private long nowMs = Long.MIN_VALUE;
    private List<Action> actions = new ArrayList<>();

    JobContext(NodeId node, Message.StartJobMaster start, JobConfig config) {
        this.job = start.job();
        this.self = Endpoint.jobMaster(node, start.job());
        this.token = start.jobToken();
        this.config = config;
        this.leaderToken = start.token();
        this.dispatcher = start.dispatcher();
        this.resourceManager = Endpoint.of(start.dispatcher().node(), Role.RESOURCE_MANAGER);
    }

    JobId job() {
        return job;
    }

    Endpoint self() {
        return self;
    }

    FencingToken token() {
        return token;
    }

    JobConfig config() {
        return config;
    }

    long nowMs() {
        return nowMs;
    }

    Endpoint dispatcher() {
        return dispatcher;
    }

    FencingToken leaderToken() {
        return leaderToken;
    }

    /** Every event begins here. */
    void begin(long eventMs) {
        assert eventMs >= nowMs : "time went back from " + nowMs + " to " + eventMs;
        nowMs = eventMs;
    }

    /** The leader's message counts unless a later leader is known; tells whether the leader is new. */
    boolean leaderIs(FencingToken seen, Endpoint newDispatcher, Endpoint newResourceManager) {
        assert !seen.olderThan(leaderToken) : "older leaders are refused before";
        boolean changed = !newDispatcher.equals(dispatcher) || !newResourceManager.equals(resourceManager);
        leaderToken = seen;
        dispatcher = newDispatcher;
        resourceManager = newResourceManager;
        return changed;
    }

    void send(Endpoint to, Message message) {
        actions.add(new Action.Send(to, message));
    }

    void sendToExecutor(NodeId worker, Message message) {
        send(Endpoint.of(worker, Role.TASK_EXECUTOR), message);
    }

    void sendToDispatcher(Message message) {
        send(dispatcher, message);
    }

    void sendToResourceManager(Message message) {
        send(resourceManager, message);
    }

    void refuse(Endpoint from, Message message) {
        actions.add(new Action.Refuse(from, message.getClass().getSimpleName(), "not for a JobMaster"));
    }

    void startTimer(String key, long atMs) {
        actions.add(new Action.StartTimer(key, atMs));
    }

    void cancelTimer(String key) {
        actions.add(new Action.CancelTimer(key));
    }

    /** What is decided after this, during the same event, waits until the record is stored. */
    void persist(HaRecord record) {
        actions.add(new Action.Persist(record, token));
    }

    void load(String map) {
        actions.add(new Action.Load(map, job.value()));
    }

    /** Like {@link #load}; from then on no earlier JobMaster can write there. */
    void fence(String map) {
        actions.add(new Action.Fence(map, job.value(), token));
    }

    void forget(String map) {
        actions.add(new Action.Forget(map, job.value(), token));
    }

    void act(Action action) {
        actions.add(action);
    }

    void info(String text) {
        actions.add(new Action.Note(Action.Note.Level.INFO, text));
    }

    void warn(String text) {
        actions.add(new Action.Note(Action.Note.Level.WARN, text));
    }

    void retire(String reason) {
        actions.add(new Action.Retire(reason));
    }

    /** All of it, leaving none. */
    List<Action> drain() {
        List<Action> drained = actions;
        actions = new ArrayList<>();
        return drained;
    }
}
