// SPDX-License-Identifier: Apache-2.0
package io.penstock.job;

import io.penstock.bus.HaRecords;
import io.penstock.cluster.ClusterRuntime;
import io.penstock.cluster.async.Offload;
import io.penstock.cluster.store.EntryPage;
import io.penstock.cluster.store.ReplicatedStore;
import io.penstock.cluster.store.StoreToken;
import io.penstock.core.message.HaRecord;
import io.penstock.core.message.HaRecord.JarRecord;
import io.penstock.core.message.HaRecord.JobRecord;
import io.penstock.core.message.JobId;
import io.penstock.core.message.Refusal;
import io.vertx.core.Future;
import io.vertx.core.file.OpenOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The jars of the cluster: their bytes as chunks, a record each. A jar's id follows from its content. Thread-safe;
 * never blocks.
 */
public final class JarStore {
    private static final String JARS = "jars";
    private static final String JOBS = "jobs";
    private static final int ID_CHARS = 32;

    private final ClusterRuntime cluster;
    private final Offload files;

    /** {@code files} runs what blocks on local files. */
    public JarStore(ClusterRuntime cluster, Offload files) {
        this.cluster = cluster;
        this.files = files;
    }

    /**
     * Stores a file. The same content twice is stored once. Fails with {@link JarRefusedException} if it is no job's
     * jar.
     *
     * @param fileName its name for people
     */
    public Future<JarRecord> add(Path file, String fileName, long nowMs) {
        return files.call(() -> JarInspection.of(file)).compose(inspection -> {
            String id = inspection.sha256().substring(0, ID_CHARS);
            JarRecord record = new JarRecord(
                    id, fileName, inspection.bytes(), inspection.sha256(), inspection.entryClass(), nowMs);
            return cluster.vertx()
                    .fileSystem()
                    .open(file.toString(), new OpenOptions().setWrite(false))
                    .compose(content -> cluster.chunks()
                            .putChunks(id, content, inspection.sha256())
                            .eventually(content::close))
                    .compose(stored -> cluster.store().putIfAbsent(JARS, id, HaRecords.encode(record), StoreToken.NONE))
                    .map(before -> before.map(found -> (JarRecord) HaRecords.decode(found.value()))
                            .orElse(record));
        });
    }

    /** A jar's record. */
    public Future<Optional<JarRecord>> find(String jarId) {
        return cluster.store()
                .get(JARS, jarId)
                .map(found -> found.map(versioned -> (JarRecord) HaRecords.decode(versioned.value())));
    }

    /** All jars, the latest upload first. */
    public Future<List<JarRecord>> list() {
        return all(JARS, "", new ArrayList<>())
                .map(records -> records.stream()
                        .map(JarRecord.class::cast)
                        .sorted(Comparator.comparingLong(JarRecord::uploadedMs).reversed())
                        .toList());
    }

    /** Deletes a jar. Fails with {@link JarRefusedException} if there is none, or a job that has not ended needs it. */
    public Future<Void> delete(String jarId) {
        return find(jarId).compose(found -> {
            if (found.isEmpty()) return Future.failedFuture(unknown(jarId));
            return all(JOBS, "", new ArrayList<>()).compose(jobs -> {
                Optional<JobId> user = jobs.stream()
                        .map(JobRecord.class::cast)
                        .filter(job -> jarId.equals(job.spec().jarId()))
                        .map(job -> job.spec().jobId())
                        .findFirst();
                if (user.isPresent()) return Future.failedFuture(inUse(jarId, user.get()));
                return cluster.store()
                        .remove(JARS, jarId, StoreToken.NONE)
                        .compose(removed -> cluster.chunks().delete(jarId))
                        .mapEmpty();
            });
        });
    }

    /**
     * Writes a jar's bytes to a file that does not exist yet. Fails with {@link JarRefusedException} if there is no
     * such jar.
     */
    Future<Void> writeTo(String jarId, Path file) {
        return find(jarId)
                .compose(found -> found.isEmpty() ? Future.failedFuture(unknown(jarId)) : Future.succeededFuture())
                .compose(found -> cluster.vertx()
                        .fileSystem()
                        .open(
                                file.toString(),
                                new OpenOptions().setCreateNew(true).setRead(false)))
                .compose(target -> cluster.chunks().getChunks(jarId, target).eventually(target::close))
                .mapEmpty();
    }

    private Future<List<HaRecord>> all(String map, String afterKey, List<HaRecord> into) {
        return cluster.store()
                .entries(map, afterKey, ReplicatedStore.PAGE_ENTRIES_MAX)
                .compose((EntryPage page) -> {
                    page.entries()
                            .forEach(entry ->
                                    into.add(HaRecords.decode(entry.record().value())));
                    return page.nextAfterKey().isPresent()
                            ? all(map, page.nextAfterKey().get(), into)
                            : Future.succeededFuture(into);
                });
    }

    private static JarRefusedException unknown(String jarId) {
        return new JarRefusedException(Refusal.Code.NOT_FOUND, "there is no jar " + jarId);
    }

    private static JarRefusedException inUse(String jarId, JobId user) {
        return new JarRefusedException(
                Refusal.Code.CONFLICT, "jar " + jarId + " is needed by job " + user + ", which has not ended");
    }
}
