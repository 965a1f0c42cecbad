// SPDX-License-Identifier: Apache-2.0
/**
 * Who may use a node's REST API: users and tokens of a file, tokens of an OpenID Connect issuer, and what each role may
 * do. Main types: {@link io.penstock.access.Access}, {@link io.penstock.access.AccessFile},
 * {@link io.penstock.access.Role}. Must not know routes, nor log or answer a secret.
 */
@NullMarked
package io.penstock.access;

import org.jspecify.annotations.NullMarked;
