// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.config.WebConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other web sites from using a visitor's browser to reach this API. A change asked for by a page must come from a
 * page of our own. And the name that a request is for must be ours: a site can give its own name our address (DNS
 * rebinding), but it cannot have a browser say another name, nor give a name to an address that is written as one.
 */
final class SameOrigin {
    private final boolean loopback;
    private final Set<String> names = new TreeSet<>();

    /** {@code names} are ours besides {@code host}. */
    SameOrigin(String host, List<String> names) {
        this.loopback = WebConfig.isLoopback(host);
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
        this.names.add(host.toLowerCase(Locale.ROOT));
        if (!loopback) this.names.addAll(hostNames());
    }

    void check(RoutingContext request) {
        HttpServerRequest http = request.request();
        HostAndPort authority = http.authority();
        if (http.headers().getAll("Host").size() > 1) {
            Answers.error(request, 400, "a request has one Host");
            return;
        }
        if (authority == null || !isOurs(authority.host().toLowerCase(Locale.ROOT))) {
            Answers.error(
                    request,
                    403,
                    loopback
                            ? "this API listens on the loopback and answers only to localhost and to web.names"
                            : "this API answers to addresses, this host's name and web.names, not to this Host");
            return;
        }
        String origin = http.getHeader("Origin");
        boolean reads = http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD);
        if (!reads && isForeign(http, origin, authority)) {
            Answers.error(request, 403, "a page of another origin may not change anything here");
            return;
        }
        request.next();
    }

    private boolean isOurs(String host) {
        if (WebConfig.isLoopback(host) || names.contains(host)) return true;
        return !loopback && isAddress(host);
    }

    private static boolean isForeign(HttpServerRequest http, @Nullable String origin, HostAndPort authority) {
        String site = http.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) return true;
        return origin != null && !isOurs(origin, authority);
    }

    private static boolean isOurs(String origin, @Nullable HostAndPort authority) {
        try {
            return authority != null
                    && authority.toString().equals(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** An IPv4 or IPv6 address as such; anything else has been looked up somewhere. */
    private static boolean isAddress(String host) {
        return host.matches("\\d{1,3}(\\.\\d{1,3}){3}") || host.matches("\\[?[0-9a-f.]*:[0-9a-f:.%]*\\]?");
    }

    private static Set<String> hostNames() {
        Set<String> names = new TreeSet<>();
        try {
            InetAddress self = InetAddress.getLocalHost();
            names.add(self.getHostName().toLowerCase(Locale.ROOT));
            names.add(self.getCanonicalHostName().toLowerCase(Locale.ROOT));
        } catch (UnknownHostException e) {
            // a host without a name has none to answer to
        }
        return names;
    }
}
