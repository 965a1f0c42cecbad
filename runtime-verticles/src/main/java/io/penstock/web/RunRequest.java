// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.api.JobOptions;
import io.penstock.core.message.JobId;
import io.penstock.core.message.JobSpec;
import io.penstock.core.program.ProgramLimits;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an uploaded jar is to be run, checked field by field.
 *
 * @param parallelism 0 if the request does not say
 */
record RunRequest(
        @Nullable JobId jobId,
        @Nullable String entryClass,
        List<String> args,
        int parallelism,
        TreeMap<String, String> options) {
    private static final int ARGS_CHARS_MAX = 16 << 10;
    /** Fields of Flink's request that have no meaning here, and are no reason to refuse it. */
    private static final Set<String> IGNORED = Set.of("restoreMode", "claimMode", "programArgs");

    private static final Set<String> KNOWN = Set.of(
            "jobId",
            "entryClass",
            "programArgsList",
            "parallelism",
            "savepointPath",
            "allowNonRestoredState",
            "flinkConfiguration",
            "options");

    /**
     * Of a JSON body and the query, which wins, as Flink does it. Throws {@link ApiException} that names the field at
     * fault.
     */
    static RunRequest of(JsonObject body, MultiMap query) {
        for (String field : body.fieldNames()) {
            if (!KNOWN.contains(field) && !IGNORED.contains(field)) {
                throw ApiException.badRequest(
                        "unknown field " + field + "; there are " + new java.util.TreeSet<>(KNOWN));
            }
        }
        String entryClass = query.contains("entry-class") ? query.get("entry-class") : text(body, "entryClass");
        List<String> args = query.contains("programArg")
                ? List.of(query.get("programArg").split(",", -1))
                : texts(body, "programArgsList");
        if (args.stream().mapToInt(String::length).sum() > ARGS_CHARS_MAX) {
            throw ApiException.badRequest("programArgsList: more than " + ARGS_CHARS_MAX + " characters in all");
        }
        TreeMap<String, String> options = options(body, "flinkConfiguration");
        options.putAll(options(body, "options"));
        restoring(body, query, options);
        return new RunRequest(jobId(text(body, "jobId")), entryClass, args, parallelism(body, query), options);
    }

    /** A savepoint to begin from is an option of the job. */
    private static void restoring(JsonObject body, MultiMap query, TreeMap<String, String> options) {
        String path = query.contains("savepointPath") ? query.get("savepointPath") : text(body, "savepointPath");
        if (path != null && !path.isBlank()) options.put(JobOptions.SAVEPOINT_PATH, path);
        Object allow = query.contains("allowNonRestoredState")
                ? query.get("allowNonRestoredState")
                : body.getValue("allowNonRestoredState");
        if (allow != null) options.put(JobOptions.SAVEPOINT_ALLOW_NON_RESTORED, allow.toString());
    }

    /** The submission of that program. */
    JobSpec spec(String jarId, String program) {
        JobId id = jobId == null ? new JobId(UUID.randomUUID().toString().replace("-", "")) : jobId;
        return new JobSpec(id, jarId, program, args, parallelism, options);
    }

    private static @Nullable JobId jobId(@Nullable String text) {
        if (text == null) return null;
        try {
            return new JobId(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("jobId: " + e.getMessage());
        }
    }

    private static int parallelism(JsonObject body, MultiMap query) {
        Object given = query.contains("parallelism") ? query.get("parallelism") : body.getValue("parallelism");
        if (given == null) return 0;
        String text = given.toString();
        if (!text.matches("-?\\d{1,18}")) throw ApiException.badRequest("parallelism: not a whole number: " + text);
        long parallelism = Long.parseLong(text);
        if (parallelism < 1 || parallelism > ProgramLimits.PARALLELISM_MAX) {
            throw ApiException.badRequest(
                    "parallelism: must be from 1 to " + ProgramLimits.PARALLELISM_MAX + ", not " + parallelism);
        }
        return (int) parallelism;
    }

    private static @Nullable String text(JsonObject body, String field) {
        Object value = body.getValue(field);
        if (value == null || value instanceof String) return (String) value;
        throw ApiException.badRequest(field + ": must be a text");
    }

    private static List<String> texts(JsonObject body, String field) {
        Object value = body.getValue(field);
        if (value == null) return List.of();
        if (!(value instanceof JsonArray array)) throw ApiException.badRequest(field + ": must be a list of texts");
        List<String> texts = new ArrayList<>();
        for (Object item : array) {
            if (!(item instanceof String text)) throw ApiException.badRequest(field + ": must be a list of texts");
            texts.add(text);
        }
        return texts;
    }

    private static TreeMap<String, String> options(JsonObject body, String field) {
        Object value = body.getValue(field);
        TreeMap<String, String> options = new TreeMap<>();
        if (value == null) return options;
        if (!(value instanceof JsonObject object)) throw ApiException.badRequest(field + ": must be an object");
        for (Map.Entry<String, Object> entry : object) {
            Object option = entry.getValue();
            if (option == null || option instanceof JsonObject || option instanceof JsonArray) {
                throw ApiException.badRequest(field + "." + entry.getKey() + ": must be a text or a number");
            }
            options.put(entry.getKey(), option.toString());
        }
        return options;
    }
}
