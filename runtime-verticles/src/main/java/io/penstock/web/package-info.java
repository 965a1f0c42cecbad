// SPDX-License-Identifier: Apache-2.0
/**
 * The REST API and the status page of a coordinator. RestApi (routes), JobRoutes, JarRoutes, ClusterRoutes, JobViews
 * (reports as JSON), Answers (errors and bodies). Follows Flink's monitoring contract where that has an endpoint; asks
 * the leader through io.penstock.client. Must not know machines, and never runs a job's code.
 */
@NullMarked
package io.penstock.web;

import org.jspecify.annotations.NullMarked;
