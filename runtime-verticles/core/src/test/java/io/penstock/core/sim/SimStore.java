// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.FencingToken;
import io.penstock.core.message.HaRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The replicated store: each key is guarded by the highest token that wrote or removed it. Slow, unreachable for a
 * coordinator that is cut off from the majority, and what it answers may be lost with the process that asked; a write
 * that takes place without an answer is thus part of every run.
 */
final class SimStore {
    private record Entry(@Nullable HaRecord record, FencingToken token) {}

    private final Simulation world;
    private final Random chance;
    private int delayMaxMs;
    private final Map<String, Map<String, Entry>> maps = new TreeMap<>();
    /** By process and key: writes of one process to one key take place in order, the next once the one before has. */
    private final Map<String, Deque<Runnable>> lanes = new LinkedHashMap<>();

    SimStore(Simulation world, int delayMaxMs) {
        this.world = world;
        this.chance = world.chance;
        this.delayMaxMs = delayMaxMs;
    }

    void heal() {
        delayMaxMs = FaultPlan.NONE.storeDelayMaxMs();
    }

    /** {@code answer} gets null when the record is stored, or the higher token that forbids it. */
    void put(SimProcess asker, HaRecord record, FencingToken token, Consumer<@Nullable FencingToken> answer) {
        ordered(asker, record.map() + "/" + record.key(), () -> {
            FencingToken seen = write(record.map(), record.key(), record, token);
            world.agenda.in(delayMs(), () -> answer.accept(seen));
        });
    }

    void remove(SimProcess asker, String map, String key, FencingToken token) {
        ordered(asker, map + "/" + key, () -> write(map, key, null, token));
    }

    void load(SimProcess asker, String map, @Nullable String key, Consumer<List<HaRecord>> answer) {
        whenReachable(asker, delayMs(), () -> {
            List<HaRecord> records = records(map, key);
            world.agenda.in(delayMs(), () -> answer.accept(records));
        });
    }

    /** Reads, and refuses lower tokens from then on. */
    void fence(SimProcess asker, String map, String key, FencingToken token, Consumer<List<HaRecord>> answer) {
        ordered(asker, map + "/" + key, () -> {
            Map<String, Entry> entries = maps.computeIfAbsent(map, m -> new TreeMap<>());
            Entry old = entries.get(key);
            if (old == null) entries.put(key, new Entry(null, token));
            else if (old.token.olderThan(token)) entries.put(key, new Entry(old.record, token));
            List<HaRecord> records = records(map, key);
            world.agenda.in(delayMs(), () -> answer.accept(records));
        });
    }

    List<HaRecord> records(String map, @Nullable String key) {
        var found = new ArrayList<HaRecord>();
        maps.getOrDefault(map, Map.of()).forEach((k, entry) -> {
            if (entry.record != null && (key == null || key.equals(k))) found.add(entry.record);
        });
        return found;
    }

    @Nullable
    HaRecord record(String map, String key) {
        Entry entry = maps.getOrDefault(map, Map.of()).get(key);
        return entry == null ? null : entry.record;
    }

    private @Nullable FencingToken write(String map, String key, @Nullable HaRecord record, FencingToken token) {
        Map<String, Entry> entries = maps.computeIfAbsent(map, m -> new TreeMap<>());
        Entry old = entries.get(key);
        if (old != null && token.olderThan(old.token)) return old.token;
        boolean newLeader = old == null || old.token.term() < token.term();
        world.invariants.stored(map, key, newLeader, old == null ? null : old.record, record);
        entries.put(key, new Entry(record, token));
        if (record instanceof HaRecord.LeaderRecord leader) world.leaderStored(leader);
        return null;
    }

    private void ordered(SimProcess asker, String key, Runnable write) {
        String lane = asker.id() + "/" + key;
        Deque<Runnable> waiting = lanes.computeIfAbsent(lane, fresh -> new ArrayDeque<>());
        waiting.add(write);
        if (waiting.size() == 1) next(asker, lane, waiting);
    }

    private void next(SimProcess asker, String lane, Deque<Runnable> waiting) {
        whenReachable(asker, delayMs(), () -> {
            waiting.element().run();
            waiting.remove();
            if (waiting.isEmpty()) lanes.remove(lane);
            else next(asker, lane, waiting);
        });
    }

    /** The asker repeats what did not get through, until it does or dies. */
    private void whenReachable(SimProcess asker, long delayMs, Runnable action) {
        world.agenda.in(delayMs, () -> {
            if (asker.isDead()) return;
            if (world.reachesMajority(asker)) action.run();
            else whenReachable(asker, 100, action);
        });
    }

    private long delayMs() {
        return chance.nextInt(delayMaxMs + 1);
    }
}
