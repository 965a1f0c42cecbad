// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow.window;

import io.penstock.api.function.Collector;
import io.penstock.api.function.KeySelector;
import io.penstock.api.function.OutputTag;
import io.penstock.api.function.WindowFunction;
import io.penstock.api.window.Window;
import io.penstock.api.window.WindowAssigner;
import io.penstock.core.flow.operator.Operator;
import io.penstock.core.flow.operator.Specialization;
import io.penstock.core.program.OperatorSpec;
import io.penstock.core.program.OperatorSpec.WindowSpec;
import io.penstock.core.state.KeyTable;
import io.penstock.core.state.ObjectTable;
import io.penstock.core.state.StateEntry;
import io.penstock.core.state.StateSnapshot;
import io.penstock.core.state.TimerQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Template: windows that end after a gap without records of the key. A record makes a window of its own, {@code [time,
 * time + gap)}, which merges with all it meets. Each session has one timer at most, which is put off when it finds that
 * the session has grown.
 */
@SuppressWarnings({"unchecked", "rawtypes", "NullAway.Init"})
public final class SessionWindowOperator extends Operator implements Collector<Object> {
    private final TimerQueue timers = new TimerQueue();
    private WindowSpec spec;
    private KeySelector keySelector;
    private WindowContent content;
    private ObjectTable table;
    private long gapMs;
    private boolean eventTime;
    private long timeMs = Long.MIN_VALUE;
    private long timestampMs;
    private long lateRecords;

    @Override
    public void configure(OperatorSpec operator, Specialization specialization) {
        spec = (WindowSpec) operator;
        WindowAssigner.Session session = (WindowAssigner.Session) spec.assigner();
        keySelector = spec.key();
        gapMs = session.gapMs();
        eventTime = session.eventTime();
        content = new WindowContent(spec, specialization);
        table = ObjectTable.forKeys(spec.keyType(), 64);
    }

    @Override
    public void accept(Object value, long timestampMs) {
        long time = eventTime ? timestampMs : nowMs();
        if (time == Long.MIN_VALUE) {
            throw failed(new IllegalStateException(
                    "a record without event time came to an event-time window: use assignTimestampsAndWatermarks"));
        }
        try {
            add(keySelector.key(value), value, time, timestampMs);
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private void add(Object key, Object value, long time, long recordTimestampMs) throws Exception {
        List<Session> sessions = sessionsOf(key);
        Session session = covering(sessions, time, time + gapMs);
        if (session == null) {
            if (cleanupMs(time + gapMs) <= timeMs) {
                onLate(key, sessions, value, recordTimestampMs);
                return;
            }
            session = new Session(time, time + gapMs, content.add(null, value));
            sessions.add(session);
        } else {
            session.stored = content.add(session.stored, value);
        }
        afterAdding(key, session);
    }

    private void afterAdding(Object key, Session session) throws Exception {
        boolean past = session.endMs - 1 <= timeMs;
        if (content.isCountReached(session.stored)) {
            emit(key, session);
            content.afterFiring(session.stored);
        } else if (past && content.firesAtEnd()) {
            emit(key, session);
        }
        session.fired = past;
        schedule(key, session);
    }

    /**
     * The one session that covers all that the new record's window meets, with their contents merged; null if it meets
     * none.
     */
    private @Nullable Session covering(List<Session> sessions, long startMs, long endMs) throws Exception {
        Session into = null;
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            if (!session.meets(startMs, endMs)) continue;
            if (into == null) {
                into = session;
            } else {
                into.stored = content.merge(into.stored, session.stored);
                into.timerMs = Math.min(into.timerMs, session.timerMs);
                sessions.remove(i--);
            }
            startMs = into.startMs = Math.min(startMs, Math.min(into.startMs, session.startMs));
            endMs = into.endMs = Math.max(endMs, Math.max(into.endMs, session.endMs));
        }
        return into;
    }

    private List<Session> sessionsOf(Object key) {
        int slot = table.slot(key);
        if (slot == KeyTable.FOREIGN) {
            table = table.withAnyKeys();
            slot = table.slot(key);
        }
        List<Session> sessions = (List<Session>) table.get(slot);
        if (sessions == null) table.set(slot, sessions = new ArrayList<>(1));
        return sessions;
    }

    private void onLate(Object key, List<Session> sessions, Object value, long recordTimestampMs) {
        lateRecords++;
        if (sessions.isEmpty()) table.removeAt(table.find(key));
        OutputTag tag = spec.lateTag();
        if (tag != null) emitSide(tag, value, recordTimestampMs);
    }

    private void schedule(Object key, Session session) {
        long at = session.fired || !content.firesAtEnd() ? cleanupMs(session.endMs) : session.endMs - 1;
        if (at >= session.timerMs) return;
        session.timerMs = at;
        timers.register(key, at);
        if (!eventTime) wakeAt(at + 1);
    }

    private long cleanupMs(long endMs) {
        long last = endMs - 1;
        return last > Long.MAX_VALUE - spec.allowedLatenessMs() ? Long.MAX_VALUE : last + spec.allowedLatenessMs();
    }

    @Override
    protected void onWatermark(long watermarkMs) {
        if (eventTime) passTo(watermarkMs);
    }

    @Override
    protected void onRestoredWatermark(long watermarkMs) {
        if (eventTime) timeMs = watermarkMs;
    }

    @Override
    protected void onProcessingTime(long nowMs) {
        passTo(nowMs - 1);
        if (timers.size() > 0) wakeAt(timers.nextMs() + 1);
    }

    @Override
    protected void onFinish() {
        if (!eventTime) passTo(Long.MAX_VALUE);
    }

    private void passTo(long timeMs) {
        this.timeMs = timeMs;
        for (TimerQueue.Timer timer; (timer = timers.poll(timeMs)) != null; ) {
            int slot = table.find(timer.key());
            if (slot < 0) continue;
            table.touch(slot);
            List<Session> sessions = (List<Session>) Objects.requireNonNull(table.get(slot));
            try {
                fireDue(timer, sessions);
            } catch (Exception e) {
                throw failed(e);
            }
            if (sessions.isEmpty()) table.removeAt(table.find(timer.key()));
        }
    }

    private void fireDue(TimerQueue.Timer timer, List<Session> sessions) throws Exception {
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            if (session.timerMs > timer.timeMs()) continue;
            session.timerMs = Long.MAX_VALUE;
            if (session.endMs - 1 <= timer.timeMs() && !session.fired) {
                session.fired = true;
                if (content.firesAtEnd()) emit(timer.key(), session);
            }
            if (cleanupMs(session.endMs) <= timer.timeMs()) sessions.remove(i--);
            else schedule(timer.key(), session);
        }
    }

    private void emit(Object key, Session session) throws Exception {
        WindowFunction function = content.finish;
        timestampMs = session.endMs - 1;
        if (function == null)
            next.accept(content.result(key, session.startMs, session.endMs, session.stored), timestampMs);
        else content.finish(function, key, new Window(session.startMs, session.endMs), session.stored, this);
    }

    @Override
    public void collect(Object value) {
        next.accept(value, timestampMs);
    }

    @Override
    public long lateRecords() {
        return lateRecords;
    }

    @Override
    public void snapshot(StateSnapshot out) {
        out.walk(table, new SessionSaver(table, content, out));
    }

    @Override
    public void restore(StateEntry entry) {
        long[] id = (long[]) Objects.requireNonNull(entry.detail());
        Object key = Objects.requireNonNull(entry.key());
        Session session = new Session(id[0], id[1], content.restored(Objects.requireNonNull(entry.value())));
        session.fired = id[2] != 0;
        sessionsOf(key).add(session);
        schedule(key, session);
    }

    @Override
    protected void onOpen() throws Exception {
        openFunctions(keySelector, spec.aggregate(), spec.reduce(), spec.finish());
    }

    @Override
    public void close() throws Exception {
        closeFunctions(keySelector, spec.aggregate(), spec.reduce(), spec.finish());
    }
}
