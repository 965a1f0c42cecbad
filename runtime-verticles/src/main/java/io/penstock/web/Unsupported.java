// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.List;

/** Endpoints of the contract that are not implemented, each with its reason; answered with 501 and that reason. */
final class Unsupported {
    private static final String PROFILER =
            "no profiler is built in; take a thread dump (.../thread-dump) or attach one to the process";
    private static final String RESCALE =
            "use PUT .../resource-requirements, which says of each vertex how parallel it shall be";
    private static final String HISTORY = "see .../rescales/history and .../rescales/overview: they tell all there is";

    /** One of them. */
    record Endpoint(String method, String path, String reason) {}

    /** All of them. */
    static final List<Endpoint> ALL = all();

    private Unsupported() {}

    static void addTo(Router router) {
        for (Endpoint endpoint : ALL) {
            router.route(HttpMethod.valueOf(endpoint.method()), endpoint.path())
                    .handler(request -> Answers.error(request, 501, endpoint.reason()));
        }
    }

    private static List<Endpoint> all() {
        List<Endpoint> all = new ArrayList<>();
        all.add(new Endpoint(
                "DELETE",
                "/cluster",
                "nodes are stopped one by one by whoever started them (SIGTERM is an orderly goodbye), not through the"
                        + " API"));
        for (String node : List.of("/jobmanager", "/taskmanagers/:taskmanagerid")) {
            all.add(new Endpoint("GET", node + "/profiler", PROFILER));
            all.add(new Endpoint("POST", node + "/profiler", PROFILER));
            all.add(new Endpoint("GET", node + "/profiler/:filename", PROFILER));
        }
        all.add(new Endpoint(
                "GET",
                "/taskmanagers/:taskmanagerid/stdout",
                "standard output belongs to whoever started the node; the log is at .../log"));
        String disposal = "a savepoint is a directory of whoever asked for it: delete it there";
        all.add(new Endpoint("POST", "/savepoint-disposal", disposal));
        all.add(new Endpoint("GET", "/savepoint-disposal/:triggerid", disposal));
        all.add(new Endpoint(
                "PATCH", "/jobs/:jobid/clientHeartbeat", "a job does not depend on the client that submitted it"));
        all.add(new Endpoint(
                "POST",
                "/jobs/:jobid/coordinators/:operatorUid",
                "operators have no coordinator: a request to one is a Java object of Flink's"));
        for (String what : List.of("config", "details/:rescaleuuid", "summary")) {
            all.add(new Endpoint("GET", "/jobs/:jobid/rescales/" + what, HISTORY));
        }
        all.add(new Endpoint("PATCH", "/jobs/:jobid/rescaling", RESCALE));
        all.add(new Endpoint("GET", "/jobs/:jobid/rescaling/:triggerid", RESCALE));
        return List.copyOf(all);
    }
}
