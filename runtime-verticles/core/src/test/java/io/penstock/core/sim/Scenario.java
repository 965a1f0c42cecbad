// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.api.JobOptions;
import io.penstock.core.graph.ExchangePattern;
import io.penstock.core.graph.ExchangeType;
import io.penstock.core.graph.JobGraph;
import io.penstock.core.message.CheckpointKind;
import io.penstock.core.message.JobId;
import io.penstock.core.message.ParallelismRange;
import io.penstock.core.message.TaskFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plays a text. Blocks of commands and of what came of them alternate, each opened by a line of dashes; lines that
 * begin with {@code #} explain.
 *
 * <p>Commands: {@code cluster coordinators=3 workers=2 slots=2}, {@code start NODE}, {@code crash NODE}, {@code kill
 * NODE} (and its machine answers for it that it is gone), {@code cut NODE}, {@code mend}, {@code pause NODE MS},
 * {@code stop NODE}, {@code hint NODE TO}, {@code proof NODE TO} (a wrong one), {@code run MS}, {@code settle} (until
 * nothing was decided for three seconds), {@code until TEXT} (is told), {@code submit N [batch] [endless] [commits]
 * [slow] VERTICES}, {@code cancel N}, {@code rescale N PARALLELISM}, {@code fail N ATTEMPT}, {@code savepoint N
 * savepoint|suspend|drain}, {@code decline ATTEMPT} (its next part of a checkpoint), {@code silence ATTEMPT} (does not
 * say that it has its next one), {@code status}. {@code every=MS} and {@code timeout=MS} of a submitted job are its
 * checkpoints'. Vertices read as {@code a:2 -> b:2 => c:1}, where {@code ->} is pipelined and {@code =>} blocking,
 * {@code ~>} pipelined forward, and after {@code |} comes another source; {@code bad} is a program that cannot be
 * evaluated.
 */
final class Scenario {
    private static final Pattern VERTEX = Pattern.compile("(\\w+):(\\d+)");
    private static final int QUIET_MS = 3_000;
    private static final int SETTLE_MAX_MS = 60_000;

    private final Story story = new Story();
    private @Nullable Simulation world;

    String play(String text) {
        var played = new StringBuilder();
        boolean telling = false;
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("----")) {
                telling = true;
                played.append("----\n");
                story.take().forEach(told -> played.append(told).append('\n'));
            } else if (line.isBlank() && telling) {
                telling = false;
                played.append('\n');
            } else if (!telling) {
                played.append(line).append('\n');
                String command = line.startsWith("#") ? "" : line.strip();
                if (!command.isEmpty()) carryOut(Arrays.asList(command.split("\\s+")));
            }
        }
        return played.toString().stripTrailing() + "\n";
    }

    private void carryOut(List<String> words) {
        String first = words.size() > 1 ? words.get(1) : "";
        switch (words.get(0)) {
            case "cluster" -> world = cluster(words);
            case "start" -> world().start(first);
            case "crash" -> world().crash(first);
            case "kill" -> world().kill(first);
            case "cut" -> each(other -> cut(first, other));
            case "mend" -> world().network.heal();
            case "pause" -> world().pause(first, Long.parseLong(words.get(2)));
            case "stop" -> process(first).stopInOrder();
            case "hint" -> world().slander(first, words.get(2), false);
            case "proof" -> world().slander(first, words.get(2), true);
            case "run" -> world().run(Long.parseLong(first));
            case "settle" -> settle();
            case "until" -> until(String.join(" ", words.subList(1, words.size())));
            case "submit" -> submit(words);
            case "savepoint" ->
                world().client
                        .savepoint(
                                job(first), CheckpointKind.valueOf(words.get(2).toUpperCase(Locale.ROOT)));
            case "rescale" -> rescale(job(first), Integer.parseInt(words.get(2)));
            case "decline" -> world().declines.add(words.get(1));
            case "silence" -> world().silent.add(words.get(1));
            case "cancel" -> world().client.cancel(job(first));
            case "fail" -> fail(job(first), words.get(2));
            case "status" -> world().client.status().forEach(story::add);
            default -> throw new IllegalArgumentException("no command: " + words);
        }
    }

    private Simulation cluster(List<String> words) {
        var shape = new Simulation.Shape(
                number(words, "coordinators", 1),
                number(words, "workers", 0),
                number(words, "slots", 2),
                words.contains("combined"));
        var cluster = new Simulation(1, shape, FaultPlan.NONE, JobMasters.PATIENT);
        cluster.story = story;
        if (!words.contains("later")) cluster.startAll();
        return cluster;
    }

    private static int number(List<String> words, String key, int otherwise) {
        return words.stream()
                .filter(word -> word.startsWith(key + "="))
                .map(word -> Integer.parseInt(word.substring(key.length() + 1)))
                .findFirst()
                .orElse(otherwise);
    }

    private Simulation world() {
        if (world == null) throw new IllegalStateException("no cluster yet");
        return world;
    }

    private SimProcess process(String name) {
        return world().processes().stream()
                .filter(process -> process.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void each(Consumer<String> action) {
        world().names().forEach(action);
    }

    private void cut(String victim, String other) {
        world().network.cut(victim, other);
        world().network.cut(other, victim);
    }

    private void settle() {
        long untilMs = world().agenda.nowMs() + SETTLE_MAX_MS;
        long quietSinceMs = world().agenda.nowMs();
        int told = story.size();
        while (world().agenda.nowMs() - quietSinceMs < QUIET_MS
                && world().agenda.nowMs() < untilMs) {
            world().run(100);
            if (story.size() != told) quietSinceMs = world().agenda.nowMs();
            told = story.size();
        }
    }

    private void until(String text) {
        long untilMs = world().agenda.nowMs() + SETTLE_MAX_MS;
        while (!story.tells(text)) {
            if (world().agenda.nowMs() >= untilMs) throw new IllegalStateException("never told: " + text);
            world().run(1);
        }
    }

    private static JobId job(String number) {
        return SimJob.idOf(Integer.parseInt(number));
    }

    private void submit(List<String> words) {
        int number = Integer.parseInt(words.get(1));
        boolean endless = words.contains("endless");
        JobGraph graph = words.contains("bad") ? null : graph(number, words, !endless);
        int taskMs = words.contains("slow") ? 6_000 : 500;
        SimJob job = SimJob.of(number, graph, !endless, words.contains("commits"), taskMs);
        int everyMs = number(words, "every", 0);
        Map<String, String> options = Map.of(
                JobOptions.CHECKPOINT_INTERVAL_MS, String.valueOf(everyMs),
                JobOptions.CHECKPOINT_TIMEOUT_MS, String.valueOf(number(words, "timeout", 10_000)));
        world().client.submit(everyMs == 0 ? job : job.with(options));
    }

    private void rescale(JobId job, int parallelism) {
        List<ParallelismRange> ranges = world().client.job(job).vertices().stream()
                .map(v -> new ParallelismRange(v.vertexId(), 1, parallelism))
                .toList();
        world().client.rescale(job, ranges);
    }

    private static JobGraph graph(int number, List<String> words, boolean bounded) {
        var builder = new SimJob.GraphBuilder("job-" + number, words.contains("batch"), bounded);
        List<String> arrows = new ArrayList<>();
        int vertices = 0;
        for (String word : words) {
            Matcher vertex = VERTEX.matcher(word);
            if (word.endsWith(">") || word.equals("|")) arrows.add(word);
            if (!vertex.matches()) continue;
            boolean source = vertices == 0 || arrows.get(vertices - 1).equals("|");
            builder.vertex(vertex.group(1), Integer.parseInt(vertex.group(2)), source);
            if (!source) edge(builder, vertices, arrows.get(vertices - 1));
            vertices++;
        }
        return builder.build();
    }

    private static void edge(SimJob.GraphBuilder builder, int to, String arrow) {
        ExchangePattern pattern = arrow.equals("~>") ? ExchangePattern.FORWARD : ExchangePattern.HASH;
        builder.edge(to - 1, to, pattern, arrow.equals("=>") ? ExchangeType.BLOCKING : ExchangeType.PIPELINED);
    }

    private void fail(JobId job, String attempt) {
        SimTask task = world().physical(job).entrySet().stream()
                .filter(entry -> entry.getKey().toString().equals(attempt))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        for (SimProcess process : world().processes()) {
            SimDataPlane plane = process.dataPlane();
            if (plane != null && plane.tasksOf(job).contains(task))
                plane.fail(task, TaskFailure.Kind.USER_CODE, "it was told to");
        }
    }
}
