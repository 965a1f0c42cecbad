// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import java.net.URI;
import picocli.CommandLine.Option;

/** Options of every command that talks to a running cluster. */
final class ClientOptions {
    @Option(
            names = {"-s", "--server"},
            paramLabel = "URL",
            defaultValue = "${env:PENSTOCK_SERVER:-http://127.0.0.1:8081}",
            description = "A coordinator's REST API; also PENSTOCK_SERVER. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // has a default
    private URI server;

    @Option(names = "--json", description = "Print the server's answer as JSON.")
    private boolean json;

    RestClient connect() {
        if (server.getHost() == null || server.getScheme() == null) {
            throw new CliException(ExitCode.USAGE, "--server must be like http://127.0.0.1:8081, not '" + server + "'");
        }
        return new RestClient(server);
    }

    boolean json() {
        return json;
    }
}
