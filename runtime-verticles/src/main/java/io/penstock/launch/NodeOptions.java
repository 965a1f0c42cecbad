// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import io.penstock.config.NodeConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a node started here gets its configuration. */
final class NodeOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "${env:PENSTOCK_CONFIG}",
            description = "Settings; also PENSTOCK_CONFIG. Default: config/node.yaml where the program lies, if there")
    private @Nullable Path file;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "Overrides one setting, such as -Dslot.count=4; repeatable.")
    private Map<String, String> keys = new LinkedHashMap<>();

    @Nullable
    Path file() {
        return file;
    }

    Map<String, String> keys() {
        return keys;
    }

    /** The configuration; {@code forced} keys win over everything the user gave. */
    NodeConfig load(Map<String, String> forced) {
        Map<String, String> overrides = new LinkedHashMap<>(keys);
        overrides.putAll(forced);
        return Nodes.configure(file, overrides);
    }
}
