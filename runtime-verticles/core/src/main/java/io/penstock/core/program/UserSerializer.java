// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.Serializer;

/**
 * A serializer that the job brings along.
 *
 * @param type values of exactly this class are written and read by it
 */
public record UserSerializer(Class<?> type, Serializer<?> serializer) {}
