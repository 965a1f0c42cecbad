// SPDX-License-Identifier: Apache-2.0
/**
 * What the records of a program's streams are, as far as it can be known before there are any, and whether they can be
 * sent. TypeChecks (the verdict), StreamTypes (the type of each stream), LambdaSites (what the code around a lambda
 * says of it). Must not know messages, tasks or the network.
 */
@NullMarked
package io.penstock.job.types;

import org.jspecify.annotations.NullMarked;
