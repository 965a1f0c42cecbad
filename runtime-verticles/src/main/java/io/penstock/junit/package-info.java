// SPDX-License-Identifier: Apache-2.0
/**
 * Penstock in a user's tests. PenstockExtension (JUnit 5: a cluster for the tests of a class). Must not know anything
 * but io.penstock.local and the API; JUnit is there only where tests are.
 */
@NullMarked
package io.penstock.junit;

import org.jspecify.annotations.NullMarked;
