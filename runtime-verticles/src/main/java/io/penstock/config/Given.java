// SPDX-License-Identifier: Apache-2.0
package io.penstock.config;

/** A value as somebody wrote it, and where; a list is written with commas. */
record Given(String value, String origin) {}
