// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import io.penstock.core.NearestName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads values key by key. Each read declares its key, so the calls in {@link NodeConfig} are the table of keys and no
 * second list of them can go stale. A bad value is noted and replaced by the default: all problems are reported
 * together at the end. Not thread-safe; lives only while a configuration is read.
 */
final class SettingsReader {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9._-]*");

    private final Path base;
    private final Map<String, Given> given;
    private final Map<String, Setting> table = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /** {@code base} is what relative paths are relative to. */
    SettingsReader(Path base, Map<String, Given> given) {
        this.base = base;
        this.given = given;
    }

    int whole(String key, int fallback, Range range, String says) {
        return (int) wholeLong(key, fallback, range, says);
    }

    long millis(String key, long fallback, long min, long max, String says) {
        return wholeLong(key, fallback, Range.millis(min, max), says);
    }

    int port(String key, int fallback, int min, String says) {
        return whole(key, fallback, Range.of(min, 65_535, "port"), says);
    }

    private long wholeLong(String key, long fallback, Range range, String says) {
        String text = declare(row(key, "whole number", Long.toString(fallback), range.unit(), range.words(), says));
        try {
            long value = Long.parseLong(text.replace("_", ""));
            if (range.holds((double) value)) return value;
        } catch (NumberFormatException e) {
            // falls through: the same sentence tells both what is allowed and what was found
        }
        reject(key, "must be a whole number from " + range.words() + unitWords(range.unit()));
        return fallback;
    }

    double real(String key, double fallback, Range range, String says) {
        String text = declare(row(key, "number", Range.plain(fallback), range.unit(), range.words(), says));
        try {
            double value = Double.parseDouble(text);
            if (range.holds(value)) return value;
        } catch (NumberFormatException e) {
            // falls through: the same sentence tells both what is allowed and what was found
        }
        reject(key, "must be a number from " + range.words() + unitWords(range.unit()));
        return fallback;
    }

    String text(String key, String fallback, String says) {
        return declare(row(key, "text", fallback, "", "", says));
    }

    Path path(String key, String fallback, String says) {
        return base.resolve(declare(row(key, "path", fallback, "", "", says)));
    }

    boolean flag(String key, boolean fallback, String says) {
        String text = declare(row(key, "true or false", Boolean.toString(fallback), "", "true, false", says));
        if (text.equals("true") || text.equals("false")) return Boolean.parseBoolean(text);
        reject(key, "must be true or false");
        return fallback;
    }

    /** A file that must be readable; empty by default, for none. */
    Optional<Path> file(String key, String says) {
        String text = declare(row(key, "text", "", "", "path", says));
        if (text.isEmpty()) return Optional.empty();
        Path file = base.resolve(text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            reject(key, "must be a file that this process can read");
        }
        return Optional.of(file);
    }

    /** A name that a plug-in may add to; whether it exists is known only where plug-ins are loaded. */
    String plugin(String key, String fallback, String builtIn, String says) {
        return named(row(key, "name", fallback, "", builtIn + ", or a plug-in's name", says));
    }

    String name(String key, String fallback, String says) {
        return named(row(key, "name", fallback, "", "letters, digits, dot, dash, underscore", says));
    }

    private String named(Setting row) {
        String text = declare(row);
        if (NAME.matcher(text).matches()) return text;
        reject(row.key(), "must be a name such as " + row.fallback());
        return row.fallback();
    }

    <E extends Enum<E>> E choice(String key, E fallback, String says) {
        Class<E> type = fallback.getDeclaringClass();
        String text = declare(row(key, "choice", written(fallback), "", words(type), says));
        return constant(key, type, text, fallback);
    }

    <E extends Enum<E>> Set<E> choices(String key, Class<E> type, String says) {
        Set<E> all = EnumSet.allOf(type);
        String fallback = all.stream().map(SettingsReader::written).collect(Collectors.joining(", "));
        List<String> texts = split(declare(row(key, "list of choices", fallback, "", words(type), says)));
        if (texts.isEmpty()) reject(key, "must name at least one of " + words(type));
        Set<E> chosen = EnumSet.noneOf(type);
        for (String text : texts)
            chosen.add(constant(key, type, text, all.iterator().next()));
        return Collections.unmodifiableSet(chosen);
    }

    List<String> list(String key, String fallback, String says) {
        return split(declare(row(key, "list of text", fallback, "", "", says)));
    }

    /** Named amounts, written {@code gpu=1, licence=2}; in the order written. */
    Map<String, Double> amounts(String key, String says) {
        Map<String, Double> amounts = new LinkedHashMap<>();
        for (String entry : split(declare(row(key, "list of name=amount", "", "", "amounts above 0", says)))) {
            try {
                int equals = entry.indexOf('=');
                double amount = Double.parseDouble(entry.substring(equals + 1));
                String name = entry.substring(0, Math.max(0, equals)).strip();
                if (!NAME.matcher(name).matches() || !(amount > 0)) throw new NumberFormatException(entry);
                amounts.put(name, amount);
            } catch (NumberFormatException e) {
                reject(key, "must be a list of name=amount with amounts above 0");
            }
        }
        return amounts;
    }

    /** Notes a problem that concerns an already declared key, with the place of its value. */
    void reject(String key, String sentence) {
        Setting setting = Objects.requireNonNull(table.get(key), key);
        problems.add(setting.origin() + ": " + key + " " + sentence + ", not '" + setting.value() + "'");
    }

    /** Ends the reading: whatever was given but never asked for is a mistake too. */
    List<Setting> finish() {
        given.forEach((key, value) -> {
            if (table.containsKey(key)) return;
            problems.add(value.origin() + ": unknown key '" + key + "'; did you mean '"
                    + NearestName.among(key, table.keySet()) + "'?");
        });
        if (!problems.isEmpty()) throw new ConfigException(problems);
        return List.copyOf(table.values());
    }

    private Setting row(String key, String kind, String fallback, String unit, String range, String says) {
        Given found = given.getOrDefault(key, new Given(fallback, "default"));
        return new Setting(key, kind, fallback, unit, range, says, found.value().strip(), found.origin());
    }

    private String declare(Setting setting) {
        Setting before = table.put(setting.key(), setting);
        assert before == null : "declared twice: " + setting.key();
        return setting.value();
    }

    private <E extends Enum<E>> E constant(String key, Class<E> type, String text, E fallback) {
        for (E constant : type.getEnumConstants()) {
            if (written(constant).equals(text.toLowerCase(Locale.ROOT))) return constant;
        }
        List<String> names =
                Stream.of(type.getEnumConstants()).map(SettingsReader::written).toList();
        reject(key, "must be one of " + words(type) + " (nearest: " + NearestName.among(text, names) + ")");
        return fallback;
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Stream.of(type.getEnumConstants()).map(SettingsReader::written).collect(Collectors.joining(", "));
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String unitWords(String unit) {
        return unit.isEmpty() || unit.equals("port") ? "" : " " + unit;
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
