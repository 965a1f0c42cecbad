// SPDX-License-Identifier: Apache-2.0
/**
 * The shells of the machines: each verticle feeds one machine with events and performs what it answers. MachineVerticle
 * and its subclasses, MachineHost (one machine on one context), LeaderWatch, NodeServices. Verticles talk to each other
 * by messages only. Must not decide anything that a machine could.
 */
@NullMarked
package io.penstock.verticle;

import org.jspecify.annotations.NullMarked;
