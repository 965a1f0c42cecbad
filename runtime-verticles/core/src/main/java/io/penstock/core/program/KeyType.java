// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.program;

import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** A key's class, if the program says it. */
final class KeyType {
    @Nullable
    Class<?> type;

    /** {@code long.class} means {@code Long.class}: keys travel as objects. */
    void declare(Class<?> declared) {
        if (declared.isArray()) {
            throw ProgramException.of(
                    "an array can't be a key, since equal arrays are not equal objects",
                    "use a record, a list or a string of the elements");
        }
        type = MethodType.methodType(declared).wrap().returnType();
    }
}
