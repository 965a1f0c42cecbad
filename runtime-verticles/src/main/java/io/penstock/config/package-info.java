// SPDX-License-Identifier: Apache-2.0
/**
 * The configuration of a node: read once at start-up, checked completely, immutable afterwards.
 *
 * <p>Main types: {@link io.penstock.config.NodeConfig} (also the one table of keys),
 * {@link io.penstock.config.ConfigSources}, {@link io.penstock.config.ConfigException}. Must not know what the settings
 * are used for, nor any other package of the runtime.
 */
@NullMarked
package io.penstock.config;

import org.jspecify.annotations.NullMarked;
