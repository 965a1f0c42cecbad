// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.ClusterClient;
import io.penstock.core.message.ClusterReport.WorkerReport;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.NodeQuestion;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Asks nodes about themselves, and finds the worker that a path names. */
record NodeAsk(ClusterClient client, NodeId self) {
    /** What a node tells. */
    Future<JsonObject> node(NodeId node, NodeQuestion question) {
        return client.node(node, question).map(NodeAsk::unzipped);
    }

    /** What the node that answers tells. */
    Future<JsonObject> here(NodeQuestion question) {
        return node(self, question);
    }

    /** The worker in the path; fails with {@link ApiException} if there is none. */
    Future<WorkerReport> worker(RoutingContext request) {
        String id = request.pathParam("taskmanagerid");
        return client.cluster()
                .map(cluster -> cluster.workers().stream()
                        .filter(worker -> worker.worker().node().value().equals(id))
                        .findFirst()
                        .orElseThrow(() -> ApiException.notFound("there is no worker " + id)));
    }

    /** What the worker in the path tells. */
    Future<JsonObject> worker(RoutingContext request, NodeQuestion question) {
        return worker(request).compose(worker -> node(worker.worker().node(), question));
    }

    /** JSON that came compressed. */
    static JsonObject unzipped(byte[] zipped) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
