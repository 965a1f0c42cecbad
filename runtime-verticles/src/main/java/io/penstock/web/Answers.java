// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.client.RefusedException;
import io.penstock.core.message.Refusal;
import io.penstock.job.JarRefusedException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How everything is answered: JSON, and every failure as {@code {"errors": [...]}} with the status that fits. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final int PAYLOAD_TOO_LARGE = 413;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int INTERNAL = 500;
    private static final String JSON = "application/json; charset=UTF-8";
    private static final long LAST_WORDS_MS = 300;

    private Answers() {}

    /** Answers with the future's object, or with its failure. */
    static void json(RoutingContext request, Future<JsonObject> answer) {
        json(request, 200, answer);
    }

    /** The same with a status of success of its own. */
    static void json(RoutingContext request, int status, Future<JsonObject> answer) {
        answer.onSuccess(body -> send(request, status, JSON, body.encode())).onFailure(e -> failure(request, e));
    }

    /** Answers with a list. */
    static void array(RoutingContext request, Future<JsonArray> answer) {
        answer.onSuccess(body -> send(request, 200, JSON, body.encode())).onFailure(e -> failure(request, e));
    }

    /** Answers with plain text. */
    static void text(RoutingContext request, Future<String> answer) {
        answer.onSuccess(body -> send(request, 200, "text/plain; charset=UTF-8", body))
                .onFailure(e -> failure(request, e));
    }

    /** Answers with the failure of a request. */
    static void failure(RoutingContext request, Throwable failure) {
        if (failure instanceof ApiException e) {
            error(request, e.status(), String.valueOf(e.getMessage()));
        } else if (failure instanceof RefusedException e) {
            error(request, status(e.code()), String.valueOf(e.getMessage()));
        } else if (failure instanceof JarRefusedException e) {
            error(request, status(e.code()), String.valueOf(e.getMessage()));
        } else if (failure instanceof HttpException e && e.getStatusCode() < INTERNAL) {
            error(request, e.getStatusCode(), String.valueOf(e.getPayload() == null ? e.getMessage() : e.getPayload()));
        } else if (failure instanceof IllegalArgumentException
                && !request.request().isEnded()) {
            // Thrown by the decoder while the body came in: nothing of ours has begun.
            request.response().putHeader("Connection", "close");
            error(request, 400, "the body cannot be read: " + failure.getMessage());
        } else if (isOver(request)) {
            LOG.debug(
                    "a client left {} {}",
                    request.request().method(),
                    request.request().path(),
                    failure);
        } else {
            LOG.error(
                    "{} {} failed",
                    request.request().method(),
                    request.request().path(),
                    failure);
            error(request, INTERNAL, "internal error: " + failure);
        }
    }

    /** The last resort of the router: whatever failed before a route of ours answered. */
    static void unanswered(RoutingContext request, long uploadBytesMax) {
        Throwable failure = request.failure();
        // What cannot even be routed, such as a path with a broken escape, has no status.
        int status = request.statusCode() < 0 && request.failure() == null ? BAD_REQUEST : request.statusCode();
        if (status == UNAUTHORIZED) {
            Callers.challenge(request);
        } else if (status == PAYLOAD_TOO_LARGE) {
            request.response().putHeader("Connection", "close");
            error(request, status, "the request is larger than the limit of " + (uploadBytesMax >> 20) + " MiB");
            // A moment to read the answer; the rest of the body is not waited for.
            request.vertx()
                    .setTimer(
                            LAST_WORDS_MS,
                            timer -> request.request().connection().close());
        } else if (failure != null && (status < 400 || status >= INTERNAL)) {
            failure(request, failure);
        } else {
            error(
                    request,
                    status,
                    failure == null || failure.getMessage() == null ? words(status) : failure.getMessage());
        }
    }

    /** Where this API was reached. */
    static String address(RoutingContext request) {
        return request.request().scheme() + "://" + request.request().authority();
    }

    /** Answers with one error. */
    static void error(RoutingContext request, int status, String message) {
        send(
                request,
                status,
                JSON,
                new JsonObject().put("errors", new JsonArray().add(message)).encode());
    }

    private static void send(RoutingContext request, int status, String type, String body) {
        if (isOver(request)) return;
        Buffer bytes = Buffer.buffer(body);
        Repeats.told(request, status, type, bytes);
        request.response().setStatusCode(status).putHeader("Content-Type", type).end(bytes);
    }

    private static boolean isOver(RoutingContext request) {
        return request.response().ended() || request.response().closed();
    }

    private static int status(Refusal.Code code) {
        return switch (code) {
            case INVALID -> 400;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case RETRY -> 503;
        };
    }

    /** A failure in a sentence, for those who have no status to read. */
    static String words(Throwable failure) {
        boolean ours = failure instanceof ApiException
                || failure instanceof RefusedException
                || failure instanceof JarRefusedException;
        if (!ours) LOG.error("something could not be looked at", failure);
        return ours ? String.valueOf(failure.getMessage()) : "internal error: " + failure;
    }

    private static String words(int status) {
        return switch (status) {
            case 400 -> "the request cannot be understood; is its body complete?";
            case 404 -> "there is nothing at this path";
            case 405 -> "this path does not take this method";
            default -> "the request was answered with status " + status;
        };
    }
}
