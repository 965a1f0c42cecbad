// SPDX-License-Identifier: Apache-2.0
/**
 * An example of a plug-in for coordinators: a restart strategy of one's own. Main type: SameErrorRestart, found through
 * META-INF/services. Compiled against core's ports; a node brings them, so they are not packaged. Must not know jobs.
 */
@NullMarked
package io.penstock.examples.plugin;

import org.jspecify.annotations.NullMarked;
