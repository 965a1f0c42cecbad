// SPDX-License-Identifier: Apache-2.0
/**
 * What a job author compiles against: the program, the streams, sources and sinks.
 *
 * <p>Main types: {@code JobProgram}, {@code JobBuilder}, {@code DataStream}, {@code KeyedStream}.
 * Depends on the JDK and JSpecify only. Must not know how, where or by what a job is run.
 */
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
