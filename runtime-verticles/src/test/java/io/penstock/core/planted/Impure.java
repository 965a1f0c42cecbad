// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.planted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Does everything that the core must not; each method is named for its sin. What is allowed starts with {@code fine}.
 */
@SuppressWarnings("unused")
final class Impure {
    long clock() {
        return System.nanoTime();
    }

    Instant instant() {
        return Instant.now();
    }

    UUID uuid() {
        return UUID.randomUUID();
    }

    Random dice() {
        return new Random();
    }

    Random fineSeeded(long seed) {
        return new Random(seed);
    }

    Thread thread() {
        return new Thread(() -> {});
    }

    Object executor() {
        return Executors.newCachedThreadPool();
    }

    boolean file() {
        return Files.exists(Path.of("x"));
    }

    Map<String, String> hashMap() {
        return new HashMap<>();
    }

    Set<Integer> setOf() {
        return Set.of(1, 2);
    }

    Set<Integer> fineEmpty() {
        return Set.of();
    }

    Map<Integer, Integer> mapOf() {
        return Map.of(1, 2, 3, 4);
    }

    Map<Integer, Integer> fineSingle() {
        return Map.of(1, 2);
    }

    Set<Integer> toSet(List<Integer> numbers) {
        return numbers.stream().collect(Collectors.toSet());
    }

    Map<Integer, List<Integer>> grouping(List<Integer> numbers) {
        return numbers.stream().collect(Collectors.groupingBy(number -> number % 2));
    }

    Map<Integer, List<Integer>> fineGrouping(List<Integer> numbers) {
        return numbers.stream().collect(Collectors.groupingBy(number -> number % 2, TreeMap::new, Collectors.toList()));
    }

    void print() {
        System.out.println();
    }
}
