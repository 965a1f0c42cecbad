// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.job;

import io.penstock.core.failover.FailoverStrategy;
import io.penstock.core.failover.RestartStrategy;
import io.penstock.core.scheduling.SchedulingStrategy;

/** The pluggable parts of one job: when a region's turn has come, who restarts after a failure, and when. */
record JobStrategies(SchedulingStrategy scheduling, FailoverStrategy failover, RestartStrategy restart) {}
