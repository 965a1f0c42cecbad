// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import io.penstock.api.function.KeySelector;
import java.util.List;

/**
 * Hears of the user's functions while the program hands them over, with the program on the stack: where they are
 * written down says what a lambda's class does not. Called on the program's thread.
 */
public interface FunctionListener {
    /** Learns nothing. */
    FunctionListener NONE = new FunctionListener() {
        @Override
        public void defined(OperatorSpec spec) {}

        @Override
        public void keyed(List<KeySelector<?, ?>> keys) {}
    };

    /** The program defines an operator, with functions in the order of the method's parameters. */
    void defined(OperatorSpec spec);

    /** The program names keys, in the order of the method's parameters. */
    void keyed(List<KeySelector<?, ?>> keys);
}
