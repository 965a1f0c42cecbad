// SPDX-License-Identifier: Apache-2.0
/**
 * Operators: what each OperatorSpec does to a record, pushed record by record into the next operator of the chain.
 * Operator (the base), one class per kind, Specializer (hidden copies, so that each chain has call sites of its own). A
 * class here is a template: it is copied as bytes, so it holds no lambdas and no nested classes that see its private
 * parts. Must not know lanes or tasks.
 */
@NullMarked
package io.penstock.core.flow.operator;

import org.jspecify.annotations.NullMarked;
