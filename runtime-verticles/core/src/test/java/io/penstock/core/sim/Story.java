// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.Action;
import io.penstock.core.message.CheckpointRef;
import io.penstock.core.message.Deployment.TaskDeployment;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Refusal;
import io.penstock.core.message.RestoreFrom;
import io.penstock.core.message.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What happens in a scenario, one line for each thing that somebody decided, as a newcomer would tell it. */
final class Story {
    private final Map<JobId, String> reasons = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();

    /** All since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    int size() {
        return lines.size();
    }

    /** Whether that has been told since the last call of {@link #take}. */
    boolean tells(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    void add(String line) {
        lines.add(line);
    }

    void tell(Endpoint self, Action action) {
        String who = name(self.node());
        if (action instanceof Action.LeadershipGained a)
            tell("%s leads in term %d", who, a.token().term());
        else if (action instanceof Action.LeadershipLost a) tell("%s leads no more: %s", who, a.reason());
        else if (action instanceof Action.StartTasks a) tell("%s starts %s of %s", who, started(a), job(a.job()));
        else if (action instanceof Action.StopTasks a) tell("%s stops %s of %s", who, list(a.attempts()), job(a.job()));
        else if (action instanceof Action.CommitTransactions a) {
            tell("%s commits %s of %s", who, list(a.attempts()), job(a.job()));
        } else if (action instanceof Action.VerifyCheckpoint a) {
            tell(
                    "%s has all parts of %s %d",
                    job(a.checkpoint().job()),
                    a.checkpoint().kind().name().toLowerCase(Locale.ROOT),
                    a.checkpoint().id());
        } else if (action instanceof Action.Persist p
                && p.record() instanceof HaRecord.AttemptRecord record
                && record.scale() != null) {
            tell(
                    "%s stores parallelism %s from attempt %d on",
                    job(record.job()),
                    record.scale().parallelism(),
                    record.scale().since());
        } else if (action instanceof Action.Persist p && p.record() instanceof HaRecord.CheckpointIndex index) {
            tell("%s stores that it has checkpoints %s", job(index.job()), ids(index));
        } else if (action instanceof Action.Persist p
                && p.record() instanceof HaRecord.AttemptRecord record
                && !record.committing().isEmpty()) {
            tell("%s stores that it commits", job(record.job()));
        } else if (action instanceof Action.CommitCheckpoint a) {
            tell(
                    "%s commits checkpoint %d of %s%s",
                    who, a.checkpointId(), job(a.job()), a.finish() ? " and ends" : "");
        } else if (action instanceof Action.DropPartitions a) {
            tell("%s deletes %d partitions of %s", who, a.partitions().size(), job(a.job()));
        } else if (action instanceof Action.DropJob a) tell("%s forgets %s", who, job(a.job()));
        else if (action instanceof Action.Note a)
            tell("%s: %s", self.job() == null ? role(self) : job(self.job()), shorten(a.text()));
        else if (action instanceof Action.Send a) tellMessage(self, a.to(), a.message());
        else if (action instanceof Action.StartWorkers a) tell("%s asks for %d workers", role(self), a.count());
        else if (action instanceof Action.Retire a && self.role() == Role.DISPATCHER)
            tell("%s retires: %s", role(self), a.reason());
    }

    private void tellMessage(Endpoint self, Endpoint to, Message message) {
        if (message instanceof Message.StartJobMaster m) {
            tell(
                    "%s places the JobMaster of %s on %s, token %s",
                    role(self), job(m.job()), name(to.node()), m.jobToken());
        } else if (message instanceof Message.WorkerRegistered) tell("%s registers %s", role(self), name(to.node()));
        else if (message instanceof Message.RequirementsAnswer m) {
            boolean news = !m.reason().equals(reasons.put(m.job(), m.reason()));
            if (news && m.missing() > 0) tell("%s %s", job(m.job()), m.reason());
        } else if (message instanceof Message.EvaluateProgram m)
            tell("%s evaluates %s", name(to.node()), job(m.spec().jobId()));
        else if (message instanceof Message.SubmitAnswer m)
            tell("client: %s is %s", job(m.job()), outcome(m.refusal(), "accepted"));
        else if (message instanceof Message.CancelAnswer m && to.role() == Role.CLIENT) {
            tell("client: the cancel of %s is %s", job(m.job()), outcome(m.refusal(), "accepted"));
        } else if (message instanceof Message.SavepointAnswer m && to.role() == Role.CLIENT) {
            String state = m.operation() == null
                    ? ""
                    : m.operation().state() + " " + m.operation().failure();
            tell("client: the savepoint of %s is %s", job(m.job()), outcome(m.refusal(), state.strip()));
        } else if (message instanceof Message.RescaleAnswer m && to.role() == Role.CLIENT) {
            tell("client: the rescale of %s is %s", job(m.job()), outcome(m.refusal(), "granted"));
        } else if (message instanceof Message.Stale) tell("%s tells %s that it is outdated", role(self), role(to));
        else if (message instanceof Message.ExecutorReport m)
            tell("%s reports all it knows of %s", name(self.node()), job(m.job()));
    }

    private void tell(String text, Object... args) {
        String line = text.formatted(args);
        if (lines.isEmpty() || !lines.get(lines.size() - 1).equals(line)) lines.add(line);
    }

    private static String outcome(@Nullable Refusal refusal, String otherwise) {
        return refusal == null ? otherwise : "refused, " + refusal.code() + ": " + refusal.message();
    }

    private static List<Long> ids(HaRecord.CheckpointIndex index) {
        return index.completed().stream().map(CheckpointRef::id).toList();
    }

    private static String started(Action.StartTasks start) {
        RestoreFrom from = start.deployment().restore();
        String restored =
                from == null ? "" : " from " + from.kind().name().toLowerCase(Locale.ROOT) + " " + from.checkpointId();
        return attempts(start) + restored;
    }

    private static String attempts(Action.StartTasks start) {
        return list(
                start.deployment().tasks().stream().map(TaskDeployment::attempt).toList());
    }

    private static String list(Collection<?> things) {
        return things.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static String role(Endpoint endpoint) {
        String role = endpoint.role().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return (endpoint.job() == null ? "" : job(endpoint.job()) + " ") + role + "@" + name(endpoint.node());
    }

    private static String name(NodeId node) {
        return node.value().endsWith("-1")
                ? node.value().substring(0, node.value().length() - 2)
                : node.value();
    }

    static String job(JobId job) {
        return "job-" + Integer.parseInt(job.value().substring(16), 16);
    }

    /** Ids and times that mean nothing to a reader. */
    private static String shorten(String text) {
        return text.replaceAll("0{20,}([0-9a-f]+)", "job-$1")
                .replaceAll("at \\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "at a later time");
    }
}
