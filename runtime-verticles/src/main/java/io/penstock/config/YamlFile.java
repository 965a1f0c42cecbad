// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Flattens a YAML file into dotted keys, each with its line. Reads the node tree only: no object is ever built from
 * what the file says.
 */
final class YamlFile {
    private final String name;
    private final Map<String, Given> found = new LinkedHashMap<>();

    private YamlFile(String name) {
        this.name = name;
    }

    /** The values of a file by dotted key; throws {@link ConfigException} if it cannot be read or is no YAML. */
    static Map<String, Given> read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException(List.of(file + ": cannot be read: " + e));
        }
    }

    static Map<String, Given> parse(String name, String text) {
        YamlFile file = new YamlFile(name);
        try {
            Compose compose = new Compose(LoadSettings.builder().setLabel(name).build());
            compose.composeString(text).ifPresent(root -> file.flatten("", root));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw new ConfigException(List.of(name + ":" + line + ": " + e.getProblem()));
        } catch (YamlEngineException e) {
            throw new ConfigException(List.of(name + ": " + e.getMessage()));
        }
        return file.found;
    }

    private void flatten(String prefix, Node node) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                flatten(join(prefix, scalar(prefix, tuple.getKeyNode())), tuple.getValueNode());
            }
        } else if (node instanceof SequenceNode sequence) {
            String joined = sequence.getValue().stream()
                    .map(item -> scalar(prefix, item))
                    .collect(Collectors.joining(", "));
            put(prefix, joined, node);
        } else {
            put(prefix, scalar(prefix, node), node);
        }
    }

    private void put(String key, String value, Node node) {
        if (key.isEmpty()) throw problem(node, "expected 'key: value' lines");
        Given before = found.put(key, new Given(value, place(node)));
        if (before != null) throw problem(node, "'" + key + "' is given twice, first at " + before.origin());
    }

    private String scalar(String key, Node node) {
        if (!(node instanceof ScalarNode scalar)) throw problem(node, "'" + key + "' is nested too deeply");
        return scalar.getValue();
    }

    private ConfigException problem(Node node, String sentence) {
        return new ConfigException(List.of(place(node) + ": " + sentence));
    }

    private String place(Node node) {
        Optional<Integer> line = node.getStartMark().map(mark -> mark.getLine() + 1);
        return name + line.map(number -> ":" + number).orElse("");
    }

    private static String join(String prefix, String key) {
        return prefix.isEmpty() ? key : prefix + "." + key;
    }
}
