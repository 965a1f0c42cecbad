// SPDX-License-Identifier: Apache-2.0
package io.penstock.cluster.provider;

/**
 * A worker a provider started and that it has not seen end.
 *
 * @param id the provider's id for it, unique for the provider's life
 * @param profile name of its profile
 * @param place where it runs, in the provider's terms (a process id, a pod's name)
 */
public record ProvidedWorker(String id, String profile, String place) {}
