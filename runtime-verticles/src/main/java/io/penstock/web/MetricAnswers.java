// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Answers metric questions: which there are, their values, or these aggregated, as the query asks. */
final class MetricAnswers {
    private static final Set<String> AGGREGATIONS = new LinkedHashSet<>(List.of("min", "max", "avg", "sum", "skew"));

    private MetricAnswers() {}

    /** Names without {@code ?get=}, else the values of those that exist. */
    static JsonArray values(RoutingContext request, Map<String, ? extends Number> table) {
        JsonArray answer = new JsonArray();
        List<String> wanted = list(request, "get");
        if (wanted.isEmpty()) {
            table.keySet().forEach(name -> answer.add(new JsonObject().put("id", name)));
        } else {
            for (String name : wanted) {
                Number value = table.get(name);
                if (value != null) answer.add(new JsonObject().put("id", name).put("value", value.toString()));
            }
        }
        return answer;
    }

    /** The same over several tables, by {@code ?agg=}. Throws {@link ApiException} for an unknown aggregation. */
    static JsonArray aggregated(RoutingContext request, List<? extends Map<String, ? extends Number>> tables) {
        List<String> wanted = list(request, "get");
        JsonArray answer = new JsonArray();
        if (wanted.isEmpty()) {
            Set<String> names = new TreeSet<>();
            tables.forEach(table -> names.addAll(table.keySet()));
            names.forEach(name -> answer.add(new JsonObject().put("id", name)));
            return answer;
        }
        List<String> aggregations = list(request, "agg");
        for (String aggregation : aggregations) {
            if (!AGGREGATIONS.contains(aggregation)) {
                throw ApiException.badRequest("agg: there are " + AGGREGATIONS + ", not " + aggregation);
            }
        }
        for (String name : wanted) {
            List<Double> values = new ArrayList<>();
            for (Map<String, ? extends Number> table : tables) {
                Number value = table.get(name);
                if (value != null) values.add(value.doubleValue());
            }
            if (!values.isEmpty()) {
                answer.add(aggregate(
                        name, values, aggregations.isEmpty() ? AGGREGATIONS : new LinkedHashSet<>(aggregations)));
            }
        }
        return answer;
    }

    private static JsonObject aggregate(String name, List<Double> values, Set<String> aggregations) {
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum += value;
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        JsonObject answer = new JsonObject().put("id", name);
        for (String aggregation : aggregations) {
            answer.put(
                    aggregation,
                    switch (aggregation) {
                        case "min" -> min;
                        case "max" -> max;
                        case "avg" -> sum / values.size();
                        case "sum" -> sum;
                        default -> skew(values, sum / values.size());
                    });
        }
        return answer;
    }

    /** Percent that the absolute deviation from the average has of twice the average, at most 100: Flink's measure. */
    private static double skew(List<Double> values, double average) {
        if (average == 0) return 0;
        double deviation = 0;
        for (double value : values) deviation += Math.abs(value - average);
        return Math.min(100, Math.abs(deviation / values.size() / (2 * average)) * 100);
    }

    /** The values of a query parameter, separated by commas or given several times. */
    static List<String> list(RoutingContext request, String name) {
        List<String> all = new ArrayList<>();
        for (String value : request.queryParam(name)) {
            for (String part : value.split(",")) if (!part.isBlank()) all.add(part.strip());
        }
        return all;
    }

    /** Whether {@code ?subtasks=0-3,7} names a subtask; all if there is none. Throws {@link ApiException}. */
    static boolean picks(List<String> ranges, int subtask) {
        if (ranges.isEmpty()) return true;
        boolean picked = false;
        for (String range : ranges) {
            if (!range.matches("\\d{1,9}(-\\d{1,9})?")) {
                throw ApiException.badRequest("subtasks: must be numbers and ranges such as 0-3,7; not " + range);
            }
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            picked |= subtask >= first && subtask <= last;
        }
        return picked;
    }
}
