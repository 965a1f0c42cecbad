// SPDX-License-Identifier: Apache-2.0
/**
 * Every command, event, report and stored record of the control plane: sealed interfaces of records, and the ids they
 * name. Event goes into a machine, Action comes out, Message travels between nodes, HaRecord is stored. All are
 * immutable and encoded by component names, so a component may be added with care and never renamed. Must not know
 * machines, verticles or codecs.
 */
@NullMarked
package io.penstock.core.message;

import org.jspecify.annotations.NullMarked;
