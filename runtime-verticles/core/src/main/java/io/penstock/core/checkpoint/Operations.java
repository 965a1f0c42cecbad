// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.checkpoint;

import io.penstock.core.message.Action;
import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.SavepointOperation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Savepoints that clients ask for. Each is stored before it is answered or begun, so that a later JobMaster goes on
 * with it.
 */
final class Operations {
    private CheckpointHost host;
    private final CheckpointConfig config;
    private final CheckpointBook book;
    /** Answers that wait for the next write. */
    private final List<Action> answers = new ArrayList<>();

    Operations(CheckpointHost host, CheckpointConfig config, CheckpointBook book) {
        this.host = host;
        this.config = config;
        this.book = book;
    }

    void goOn(CheckpointHost next) {
        host = next;
    }

    /** The next to be begun; null if there is none. */
    @Nullable
    SavepointOperation ready() {
        return book.open();
    }

    void onTrigger(Endpoint client, Message.TriggerSavepoint request, boolean stopping) {
        SavepointOperation known = book.operation(request.requestId());
        String refusal = known == null ? refusal(request, stopping) : null;
        if (refusal != null) {
            answer(client, request.requestId(), null, new Refusal(Refusal.Code.CONFLICT, refusal));
            return;
        }
        SavepointOperation operation = known == null
                ? SavepointOperation.begun(request.requestId(), request.kind(), request.target(), host.nowMs())
                : known;
        if (known == null) book.put(operation);
        var answer = new Message.SavepointAnswer(request.requestId(), host.job(), operation, null);
        if (known == null) answers.add(new Action.Send(client, answer));
        else host.act(new Action.Send(client, answer));
    }

    private @Nullable String refusal(Message.TriggerSavepoint request, boolean stopping) {
        if (!config.possible()) return "a batch job has no checkpoints: what it has done is in its partitions";
        boolean nowhere = request.target().isEmpty() && config.savepointRoot().isEmpty();
        if (request.kind().savepoint() && nowhere) {
            return "no directory is named for the savepoint, and the job has no 'savepoint.directory'";
        }
        SavepointOperation open = book.open();
        if (stopping || open != null && open.kind().stops()) return "the job is already being stopped by a savepoint";
        return null;
    }

    void onQuery(Endpoint client, Message.QuerySavepoint request) {
        SavepointOperation known = book.operation(request.operationId());
        Refusal refusal = known != null
                ? null
                : new Refusal(Refusal.Code.NOT_FOUND, "no savepoint was asked for under " + request.operationId());
        answer(client, request.requestId(), known, refusal);
    }

    private void answer(
            Endpoint client, String requestId, @Nullable SavepointOperation operation, @Nullable Refusal refusal) {
        host.act(new Action.Send(client, new Message.SavepointAnswer(requestId, host.job(), operation, refusal)));
    }

    /** Behind the write that they wait for. */
    void answer() {
        answers.forEach(host::act);
        answers.clear();
    }

    void completed(String id, CheckpointRef ref) {
        SavepointOperation known = book.operation(id);
        if (known != null) book.put(known.completed(ref.id(), ref.place(), host.nowMs()));
    }

    void failed(String id, String why) {
        SavepointOperation known = book.operation(id);
        if (known != null) book.put(known.failed(why, host.nowMs()));
    }

    void failAll(String why) {
        for (SavepointOperation open = book.open(); open != null; open = book.open()) failed(open.id(), why);
    }
}
