// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import io.penstock.core.NearestName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a node's configuration comes from; a later source overrides an earlier one: the defaults, the file, the
 * environment ({@code PENSTOCK_SLOT_COUNT}), the JVM's properties ({@code -Dslot.count}), the command line.
 *
 * @param base what relative paths in settings are relative to
 * @param file the YAML file, or null for none
 * @param environment the process's environment
 * @param properties the JVM's system properties
 * @param overrides keys from the command line
 */
public record ConfigSources(
        Path base,
        @Nullable Path file,
        Map<String, String> environment,
        Map<String, String> properties,
        Map<String, String> overrides) {
    private static final String VARIABLE_PREFIX = "PENSTOCK_";
    /** How far a variable may be from a key's and still count as a slip of the pen. */
    private static final int TYPO_DISTANCE_MAX = 2;

    /** Nothing but defaults and the given keys: for tests and embedded nodes. */
    public static ConfigSources only(Map<String, String> overrides) {
        return new ConfigSources(Path.of(""), null, Map.of(), Map.of(), overrides);
    }

    /** The sources of a real process: the file, this process's environment and properties, and the given keys. */
    public static ConfigSources ofProcess(Path base, @Nullable Path file, Map<String, String> overrides) {
        Map<String, String> properties = new TreeMap<>();
        System.getProperties().stringPropertyNames().forEach(name -> properties.put(name, System.getProperty(name)));
        return new ConfigSources(base, file, System.getenv(), properties, overrides);
    }

    static String variableOf(String key) {
        String words = key.replaceAll("([a-z0-9])([A-Z])", "$1_$2").replace('.', '_');
        return VARIABLE_PREFIX + words.toUpperCase(Locale.ROOT);
    }

    /** All that was given, by key; {@code keys} are the known ones, needed to recognise variables and properties. */
    Map<String, Given> merge(Set<String> keys) {
        Map<String, Given> merged = new LinkedHashMap<>();
        if (file != null) merged.putAll(YamlFile.read(file));
        merged.putAll(fromEnvironment(keys));
        merged.putAll(fromProperties(keys));
        overrides.forEach((key, value) -> merged.put(key, new Given(value, "command line")));
        return merged;
    }

    /**
     * Only near misses of a key's variable are taken for mistakes: Kubernetes, for one, sets variables such as
     * {@code PENSTOCK_SERVICE_HOST} for a service of that name.
     */
    private Map<String, Given> fromEnvironment(Set<String> keys) {
        Map<String, String> keyOf = new TreeMap<>();
        keys.forEach(key -> keyOf.put(variableOf(key), key));
        Map<String, Given> found = new TreeMap<>();
        environment.forEach((variable, value) -> {
            if (!variable.startsWith(VARIABLE_PREFIX)) return;
            String key = keyOf.get(variable);
            boolean typo = key == null
                    && NearestName.distance(variable, NearestName.among(variable, keyOf.keySet())) <= TYPO_DISTANCE_MAX;
            if (key != null || typo) {
                found.put(key != null ? key : variable, new Given(value, "environment " + variable));
            }
        });
        return found;
    }

    /** A property counts when its first word is one of our sections; the JVM's own have other first words. */
    private Map<String, Given> fromProperties(Set<String> keys) {
        Set<String> sections = keys.stream().map(ConfigSources::section).collect(Collectors.toSet());
        Map<String, Given> found = new TreeMap<>();
        properties.forEach((name, value) -> {
            if (sections.contains(section(name))) found.put(name, new Given(value, "property -D" + name));
        });
        return found;
    }

    private static String section(String key) {
        int dot = key.indexOf('.');
        return dot < 0 ? "" : key.substring(0, dot);
    }
}
