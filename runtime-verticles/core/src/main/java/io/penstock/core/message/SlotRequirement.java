// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.api.ResourceProfile;

/** {@code count} slots that each cover {@code profile}. */
public record SlotRequirement(ResourceProfile profile, int count) {}
