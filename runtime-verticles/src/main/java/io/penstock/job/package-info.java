// SPDX-License-Identifier: Apache-2.0
/**
 * User programs on a node: their jars, their class loaders, their evaluation, their tasks. JarStore (jars in the
 * cluster), JobCode (one job's classes), ProgramRunner (evaluation), LocalPrograms (programs of this JVM). User code
 * runs on threads of its own job only, and nothing of a job stays when it is dropped. Must not know machines or
 * verticles.
 */
@NullMarked
package io.penstock.job;

import org.jspecify.annotations.NullMarked;
