// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who may use the REST API.
 *
 * @param file users and tokens; empty: none
 * @param oidcIssuer whose tokens are taken; empty text: nobody's
 * @param oidcAudience what these tokens must be for
 * @param oidcRolesClaim the claim with the roles, dots for nested ones
 */
public record AuthConfig(Optional<Path> file, String oidcIssuer, String oidcAudience, String oidcRolesClaim) {
    static AuthConfig read(SettingsReader from) {
        AuthConfig auth = new AuthConfig(
                from.file("auth.file", "Users and tokens with their roles, see 'penstock access'; empty: none."),
                from.text("auth.oidcIssuer", "", "OpenID Connect issuer whose bearer tokens are taken; empty: none."),
                from.text("auth.oidcAudience", "penstock", "The audience these tokens must name."),
                from.text("auth.oidcRolesClaim", "roles", "Their claim with viewer, operator or admin in it."));
        if (!auth.oidcIssuer.isEmpty() && !isIssuer(auth.oidcIssuer)) {
            from.reject("auth.oidcIssuer", "must be an https address (http on this machine)");
        }
        if (auth.oidcAudience.isEmpty()) from.reject("auth.oidcAudience", "must not be empty");
        if (auth.oidcRolesClaim.isEmpty()) from.reject("auth.oidcRolesClaim", "must not be empty");
        return auth;
    }

    /** Whether anybody must say who they are. */
    public boolean isOn() {
        return file.isPresent() || !oidcIssuer.isEmpty();
    }

    private static boolean isIssuer(String text) {
        try {
            URI issuer = URI.create(text);
            if (issuer.getHost() == null) return false;
            return "https".equals(issuer.getScheme())
                    || "http".equals(issuer.getScheme()) && WebConfig.isLoopback(issuer.getHost());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
