// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;

/** Follows one job to its end and shows how far it is, on one line that is written over where there is a terminal. */
final class JobWatch {
    private static final long POLL_MS = 100;
    private static final Set<String> ENDED = Set.of("FINISHED", "FAILED", "CANCELED");

    private final RestClient client;
    private final PrintWriter out;
    private final boolean live;
    private String shown = "";

    /** {@code live}: whether a line may be written over; else only changes of status are printed. */
    JobWatch(RestClient client, PrintWriter out, boolean live) {
        this.client = client;
        this.out = out;
        this.live = live;
    }

    /** Waits for the end; returns the job's last state. */
    JsonNode follow(String jobId) {
        return follow(jobId, () -> {});
    }

    /** The same; {@code guard} is asked again and again and ends the waiting by throwing. */
    JsonNode follow(String jobId, Runnable guard) {
        while (true) {
            guard.run();
            JsonNode job = client.job(jobId);
            show(job);
            if (ENDED.contains(job.path("state").asText())) {
                if (live) out.println();
                return job;
            }
            pause();
        }
    }

    /** 0 if the job finished; else throws with the reason of its end. */
    int exitCode(JsonNode job) {
        String state = job.path("state").asText();
        if (state.equals("FINISHED")) return ExitCode.DONE;
        String jobId = job.path("jid").asText();
        JsonNode entries = client.get("/v1/jobs/" + jobId + "/exceptions").at("/exceptionHistory/entries");
        String cause = entries.path(0).path("stacktrace").asText("").strip();
        int newline = cause.indexOf('\n');
        String first = newline < 0 ? cause : cause.substring(0, newline);
        throw new CliException(ExitCode.FAILED, "job " + jobId + " " + state + (first.isEmpty() ? "" : ": " + first));
    }

    private void show(JsonNode job) {
        String line = live ? line(job) : changes(job);
        if (line.equals(shown)) return;
        if (live) {
            out.print("\r" + line + " ".repeat(Math.max(0, shown.length() - line.length())));
            out.flush();
        } else {
            out.println(line);
        }
        shown = line;
    }

    private static String line(JsonNode job) {
        return changes(job)
                + String.format(Locale.ROOT, "  %.1f s", job.path("duration").asLong() / 1000.0);
    }

    private static String changes(JsonNode job) {
        JsonNode counts = job.path("status-counts");
        int tasks = 0;
        for (JsonNode count : counts) tasks += count.asInt();
        String reason = job.path("reason").asText("");
        return job.path("name").asText() + "  " + job.path("state").asText() + "  "
                + counts.path("RUNNING").asInt() + " running, "
                + counts.path("FINISHED").asInt() + " finished of " + tasks + " tasks"
                + (reason.isEmpty() ? "" : "  (" + reason + ")");
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted", e);
        }
    }
}
