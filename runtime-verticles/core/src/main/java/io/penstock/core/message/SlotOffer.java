// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

import io.penstock.api.ResourceProfile;

/** A slot that a TaskExecutor holds for a job. */
public record SlotOffer(AllocationId allocation, ResourceProfile profile) {}
