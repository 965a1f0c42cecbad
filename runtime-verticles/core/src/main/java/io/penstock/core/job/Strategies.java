// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.api.JobOptions;
import io.penstock.core.NearestName;
import io.penstock.core.checkpoint.CheckpointConfig;
import io.penstock.core.failover.FailoverStrategies;
import io.penstock.core.failover.FailoverStrategyFactory;
import io.penstock.core.failover.RestartStrategies;
import io.penstock.core.failover.RestartStrategyFactory;
import io.penstock.core.scheduling.SchedulingStrategies;
import io.penstock.core.scheduling.SchedulingStrategyFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All strategies that jobs may name: the built-in ones and what plug-ins bring. The shell finds the plug-ins; this only
 * keeps them by name. Checks every name and every option, so that a typo is an error with the nearest valid name, never
 * a silent default. Immutable.
 */
public final class Strategies {
    private final Port<SchedulingStrategyFactory> scheduling;
    private final Port<FailoverStrategyFactory> failover;
    private final Port<RestartStrategyFactory> restart;
    private final SortedMap<String, String> defaults;

    /** One of the three questions: the factories that answer it, by name, and the options that they read. */
    private record Port<F>(String key, String absent, SortedMap<String, F> factories, List<String> options) {}

    /** The built-in ones only, without defaults. */
    public static final Strategies BUILT_IN =
            new Strategies(List.of(), List.of(), List.of(), Collections.emptySortedMap());

    /**
     * With plug-ins.
     *
     * @param defaults options of jobs that do not set them, such as the node's configuration
     * @throws IllegalArgumentException if two factories have the same name
     */
    public Strategies(
            Iterable<? extends SchedulingStrategyFactory> scheduling,
            Iterable<? extends FailoverStrategyFactory> failover,
            Iterable<? extends RestartStrategyFactory> restart,
            SortedMap<String, String> defaults) {
        this.scheduling = port(
                JobOptions.SCHEDULING_STRATEGY,
                concat(SchedulingStrategies.all(), scheduling),
                SchedulingStrategyFactory::name,
                SchedulingStrategyFactory::options);
        this.failover = port(
                JobOptions.FAILOVER_STRATEGY,
                concat(FailoverStrategies.all(), failover),
                FailoverStrategyFactory::name,
                FailoverStrategyFactory::options);
        this.restart = port(
                JobOptions.RESTART_STRATEGY,
                concat(RestartStrategies.all(), restart),
                RestartStrategyFactory::name,
                RestartStrategyFactory::options);
        this.defaults = Collections.unmodifiableSortedMap(new TreeMap<>(defaults));
    }

    /**
     * What is wrong with a job's options, one sentence each; empty if nothing is. For the door, before a job is
     * accepted.
     */
    public List<String> problems(SortedMap<String, String> jobOptions) {
        SortedMap<String, String> options = withDefaults(jobOptions);
        List<String> problems = new ArrayList<>();
        checkKeys(scheduling, options, problems);
        checkKeys(failover, options, problems);
        checkKeys(restart, options, problems);
        make(scheduling, options, f -> f.create(options), problems);
        make(failover, options, f -> f.create(options), problems);
        make(restart, options, f -> f.create(options, 0), problems);
        problems.addAll(CheckpointConfig.problems(options));
        return problems;
    }

    /**
     * The strategies that a job's options name.
     *
     * @param seed for whatever shall look random
     * @throws StrategyException naming every problem
     */
    JobStrategies choose(SortedMap<String, String> jobOptions, long seed) {
        List<String> problems = problems(jobOptions);
        if (!problems.isEmpty()) throw new StrategyException(problems);
        SortedMap<String, String> options = withDefaults(jobOptions);
        return new JobStrategies(
                named(scheduling, options).create(options),
                named(failover, options).create(options),
                named(restart, options).create(options, seed));
    }

    /** A job's options, with what it gets that says nothing. */
    SortedMap<String, String> withDefaults(SortedMap<String, String> jobOptions) {
        var options = new TreeMap<>(defaults);
        options.putAll(jobOptions);
        return options;
    }

    private static <F> F named(Port<F> port, SortedMap<String, String> options) {
        String name = options.getOrDefault(port.key, port.absent);
        F factory = port.factories.get(name);
        if (factory == null) throw new IllegalStateException(name + " was checked before");
        return factory;
    }

    private static <F> void make(
            Port<F> port, SortedMap<String, String> options, Consumer<F> create, List<String> problems) {
        String name = options.getOrDefault(port.key, port.absent);
        F factory = port.factories.get(name);
        if (factory == null) {
            problems.add(port.key + ": no strategy is named '" + name + "'"
                    + suggestion(name, port.factories.keySet()) + "; there are "
                    + String.join(", ", port.factories.keySet()));
            return;
        }
        String problem = failure(factory, create);
        if (problem != null) problems.add(problem);
    }

    private static <F> @Nullable String failure(F factory, Consumer<F> create) {
        try {
            create.accept(factory);
            return null;
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /**
     * Every key below the port's prefix must be known to one of its factories, not only to the chosen one: defaults
     * serve all.
     */
    private static <F> void checkKeys(Port<F> port, SortedMap<String, String> options, List<String> problems) {
        String prefix = port.key.substring(0, port.key.indexOf('.') + 1);
        for (String key : options.tailMap(prefix).keySet()) {
            if (!key.startsWith(prefix)) break;
            if (port.options.contains(key)) continue;
            problems.add(key + ": no such option" + suggestion(key, port.options));
        }
    }

    private static String suggestion(String wrong, Collection<String> names) {
        String nearest = NearestName.to(wrong, names);
        return nearest == null ? "" : "; did you mean " + nearest + "?";
    }

    private static <F> Port<F> port(
            String key, List<F> factories, Function<F, String> name, Function<F, List<String>> options) {
        var byName = new TreeMap<String, F>();
        List<String> keys = new ArrayList<>(List.of(key));
        for (F factory : factories) {
            if (byName.put(name.apply(factory), factory) != null) {
                throw new IllegalArgumentException(key + ": two strategies are named '" + name.apply(factory) + "'");
            }
            keys.addAll(options.apply(factory));
        }
        return new Port<>(
                key,
                name.apply(factories.get(0)),
                byName,
                keys.stream().distinct().toList());
    }

    private static <F> List<F> concat(List<F> builtIn, Iterable<? extends F> more) {
        List<F> all = new ArrayList<>(builtIn);
        for (F each : more) all.add(each);
        return all;
    }

    /** The options that may be set, for help texts: key to the name of the port. */
    public Map<String, List<String>> names() {
        var names = new TreeMap<String, List<String>>();
        names.put(scheduling.key, List.copyOf(scheduling.factories.keySet()));
        names.put(failover.key, List.copyOf(failover.factories.keySet()));
        names.put(restart.key, List.copyOf(restart.factories.keySet()));
        return names;
    }
}
