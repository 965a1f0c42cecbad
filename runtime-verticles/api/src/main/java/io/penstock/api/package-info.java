// SPDX-License-Identifier: Apache-2.0
/**
 * What a job author compiles against: the program, the streams, sources and sinks. Begin with {@code JobProgram} and
 * {@code JobBuilder}; run it with {@code Penstock.local()} or submit it as a jar. Streams are {@code DataStream},
 * {@code KeyedStream} and {@code WindowedStream}; functions, state, windows and time have packages below. Depends on
 * the JDK and JSpecify only; the packages below never depend on this one. Must not know how, where or by what a job is
 * run.
 */
@NullMarked
package io.penstock.api;

import org.jspecify.annotations.NullMarked;
