// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.flow;

/**
 * What a sink has prepared and not yet made visible.
 *
 * @param operatorId the sink operator, 32 hex digits
 * @param data in the sink's own format
 */
public record Committable(String operatorId, byte[] data) {}
