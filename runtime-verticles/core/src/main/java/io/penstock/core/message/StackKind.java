// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.message;

/** Which moments of a task's steps are looked at. */
public enum StackKind {
    /** All. */
    FULL,
    /** Those in which its thread could run. */
    ON_CPU,
    /** Those in which its thread waited for something. */
    OFF_CPU
}
