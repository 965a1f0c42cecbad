// SPDX-License-Identifier: Apache-2.0
package io.penstock.web;

import io.penstock.access.Access;
import io.penstock.access.Role;
import io.penstock.access.Sessions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * {@code /session}: who asks and what they may do. A page exchanges a token or a password, sent as with any request,
 * for a session's token, which is all that it keeps.
 */
final class SessionRoutes {
    private final Optional<Access> access;

    /** {@code access} empty: nobody is asked who they are. */
    SessionRoutes(Optional<Access> access) {
        this.access = access;
    }

    /** Before anybody is asked who they are: somebody who says nothing learns that they must. */
    void addPublicTo(Router router) {
        if (access.isEmpty()) return;
        JsonObject nobody =
                new JsonObject().put("authentication", true).put("name", "").put("role", "");
        router.get("/session").handler(request -> {
            if (request.request().getHeader("Authorization") == null)
                Answers.json(request, Future.succeededFuture(nobody));
            else request.next();
        });
    }

    void addTo(Router router) {
        router.get("/session").handler(request -> Answers.json(request, Future.succeededFuture(who(request))));
        router.post("/session").handler(this::begin);
        router.delete("/session").handler(this::end);
    }

    private JsonObject who(RoutingContext request) {
        boolean asked = access.isPresent();
        return new JsonObject()
                .put("authentication", asked)
                .put("name", asked ? Access.nameOf(request.user()) : "")
                .put("role", (asked ? Access.roleOf(request.user()) : Role.ADMIN).word());
    }

    private void begin(RoutingContext request) {
        if (access.isEmpty()) {
            Answers.error(request, 409, "nobody needs to sign in here: auth.file and auth.oidcIssuer are not set");
            return;
        }
        Optional<Sessions.Begun> begun = access.get().beginSession(request.user());
        if (begun.isEmpty()) {
            Answers.error(request, 409, "a session begins no other: sign in with a token or a password");
            return;
        }
        JsonObject answer = who(request)
                .put("token", begun.get().token())
                .put("ends", begun.get().untilMs());
        Answers.json(request, 201, Future.succeededFuture(answer));
    }

    private void end(RoutingContext request) {
        Optional<String> token = Callers.bearer(request);
        if (access.isPresent() && token.isPresent() && access.get().endSession(token.get())) {
            Answers.json(request, Future.succeededFuture(new JsonObject()));
        } else {
            Answers.error(request, 404, "that is not the token of a session");
        }
    }
}
