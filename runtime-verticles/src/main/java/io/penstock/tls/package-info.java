// SPDX-License-Identifier: Apache-2.0
/**
 * TLS for everything that listens or connects, from one set of PEM files that may change while a node runs. Main type:
 * {@link io.penstock.tls.TlsFiles}. Must not know what is sent, nor who the other side is beyond its certificate.
 */
@NullMarked
package io.penstock.tls;

import org.jspecify.annotations.NullMarked;
