// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The REST API and the dashboard.
 *
 * @param names names in a request's Host besides localhost, addresses and this host's
 * @param requestsPerSecondMax of one address; 0: any number
 */
public record WebConfig(
        String host,
        int port,
        int uploadMaxMb,
        boolean insecure,
        List<String> names,
        int connectionsMax,
        int requestsPerSecondMax,
        long headerTimeoutMs,
        long uploadTimeoutMs) {
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

    static WebConfig read(SettingsReader from) {
        return new WebConfig(
                from.text("web.host", "127.0.0.1", "Address of the REST API; beyond loopback it asks for auth."),
                from.port("web.port", 8081, 0, "Port of the REST API and the dashboard; 0: any free one."),
                from.whole("web.uploadMaxMb", 256, Range.of(1, 4096, "MiB"), "Largest jar that may be uploaded."),
                from.flag("web.insecure", false, "Whether everybody who reaches web.host may do anything."),
                from.list("web.names", "", "Names this API is called by, if not by address or host name."),
                from.whole(
                        "web.connectionsMax",
                        2_000,
                        Range.of(1, 1_000_000, "connections"),
                        "Connections at a time; more are closed at once."),
                from.whole(
                        "web.requestsPerSecondMax",
                        5_000,
                        Range.of(0, 1_000_000, "requests"),
                        "Requests of one address in a second; 0: any number."),
                from.millis(
                        "web.headerTimeoutMs",
                        10_000,
                        100,
                        Range.HOUR_MS,
                        "A client that has not sent a whole request head by then is cut off."),
                from.millis(
                        "web.uploadTimeoutMs",
                        600_000,
                        100,
                        Range.HOUR_MS,
                        "A client that has not sent a whole body by then is cut off."));
    }

    /** Whether nobody but this machine can reach it. */
    public boolean isLoopback() {
        return isLoopback(host);
    }

    /** Whether a host's name or address is this machine's loopback. */
    public static boolean isLoopback(String host) {
        return host.equals("localhost")
                || LOOPBACK.matcher(host).matches()
                || host.equals("::1")
                || host.equals("[::1]");
    }

    void mustBeGuarded(SettingsReader from, AuthConfig auth) {
        if (isLoopback() || auth.isOn() || insecure) return;
        from.reject(
                "web.host",
                "is reached from other machines: set auth.file or auth.oidcIssuer (docs/security.md), or say"
                        + " web.insecure: true, or listen at 127.0.0.1");
    }
}
