// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

/**
 * One row of the table of keys, together with what this node uses for it.
 *
 * @param key dotted name, as in {@code config/node.yaml}
 * @param kind what a value looks like: {@code whole number}, {@code number}, {@code text}, {@code list of text}, ...
 * @param fallback the default, written as in the file
 * @param unit unit of the value; empty where there is none
 * @param range the values allowed, in words; empty where any value is
 * @param says one line of explanation
 * @param value the value in use, written as in the file
 * @param origin where that value came from: {@code default}, a file and line, a variable, a property
 */
public record Setting(
        String key, String kind, String fallback, String unit, String range, String says, String value, String origin) {

    /**
     * The environment variable that overrides this key: {@code slot.idleTimeoutMs} is
     * {@code PENSTOCK_SLOT_IDLE_TIMEOUT_MS}.
     */
    public String variable() {
        return ConfigSources.variableOf(key);
    }
}
