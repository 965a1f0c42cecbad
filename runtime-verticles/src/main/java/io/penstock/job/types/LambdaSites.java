// SPDX-License-Identifier: Apache-2.0
package io.penstock.job.types;

import io.penstock.api.function.KeySelector;
import io.penstock.core.program.FunctionListener;
import io.penstock.core.program.OperatorSpec;
import io.penstock.exchange.wire.TypeVariables;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What lambdas take and give. Their classes say nothing of it, but the class file of the code that hands one over does:
 * the call is on the stack, and the instruction before it makes the lambda. Only what is certain is learned: a lambda
 * that comes from a variable, a condition or another method stays unknown. Not thread-safe.
 */
final class LambdaSites implements FunctionListener {
    private static final int INVOKESTATIC = 0xb8;
    private static final int INVOKEDYNAMIC = 0xba;
    private static final int CHECKCAST = 0xc0;

    /** Calls between a lambda and the operator that just wrap it. */
    private static final Set<String> WRAPPERS =
            Set.of("io.penstock.api.source.Sources", "io.penstock.api.function.Aggregates", "java.util.Objects");

    private final IdentityHashMap<Object, Known> known = new IdentityHashMap<>();
    private final Map<Class<?>, Optional<ClassFile>> files = new HashMap<>();

    /** What one lambda takes and gives; erased but for what a referenced method declares. */
    record Known(List<Class<?>> parameters, Type result) {}

    /** What is known of a function that is a lambda; null if nothing is. */
    @Nullable
    Known of(Object function) {
        return known.get(function);
    }

    static boolean isLambda(Object function) {
        return function.getClass().isHidden() || function.getClass().isSynthetic();
    }

    @Override
    public void defined(OperatorSpec spec) {
        List<Object> functions = new ArrayList<>();
        collect(spec, functions, 0);
        learn(functions);
    }

    @Override
    public void keyed(List<KeySelector<?, ?>> keys) {
        learn(keys.stream()
                .filter(LambdaSites::isLambda)
                .map(Object.class::cast)
                .toList());
    }

    /** The lambdas in a specification, and in the records of ours that wrap one. Keys have been learned before. */
    private static void collect(Object holder, List<Object> functions, int depth) {
        if (!holder.getClass().isRecord() || !holder.getClass().getName().startsWith("io.penstock.")) return;
        for (RecordComponent component : holder.getClass().getRecordComponents()) {
            Object value = valueOf(holder, component);
            if (value == null || value instanceof KeySelector<?, ?>) continue;
            if (isLambda(value)) functions.add(value);
            else if (depth < 3) collect(value, functions, depth + 1);
        }
    }

    static @Nullable Object valueOf(Object holder, RecordComponent component) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(holder);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return null; // then it stays unknown, and is checked with the first record
        }
    }

    private void learn(List<Object> functions) {
        if (functions.isEmpty()) return;
        StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.filter(frame -> isUsers(frame.getDeclaringClass()))
                        .findFirst())
                .ifPresent(frame -> learn(functions, frame));
    }

    private static boolean isUsers(Class<?> caller) {
        return caller != LambdaSites.class && caller.getPackage() != FunctionListener.class.getPackage();
    }

    private void learn(List<Object> functions, StackWalker.StackFrame frame) {
        Class<?> caller = frame.getDeclaringClass();
        ClassFile file = files.computeIfAbsent(caller, LambdaSites::read).orElse(null);
        if (file == null) return;
        List<ClassFile.Lambda> before = before(file, frame);
        int at = before.size() - 1;
        for (int i = functions.size() - 1; i >= 0 && at >= 0; i--) {
            Object function = functions.get(i);
            ClassFile.Lambda lambda = before.get(at--);
            Known found = isMadeIn(function, caller) && implementsIt(function, lambda) ? resolve(lambda, caller) : null;
            if (found == null) return;
            known.put(function, found);
        }
    }

    /** The lambdas that the instructions right before the call have made, in order. */
    private static List<ClassFile.Lambda> before(ClassFile file, StackWalker.StackFrame frame) {
        List<ClassFile.Lambda> lambdas = new ArrayList<>();
        Instructions code = file.code(frame.getMethodName(), frame.getDescriptor());
        int call = code == null ? -1 : code.indexOf(frame.getByteCodeIndex());
        for (int i = call; code != null && i > 0 && !code.isJumpedTo(i); ) {
            i--;
            int opcode = code.opcode(i);
            if (opcode == INVOKEDYNAMIC) {
                ClassFile.Lambda lambda = file.lambda(code.operand(i));
                if (lambda == null) break;
                lambdas.add(0, lambda);
            } else if (opcode == INVOKESTATIC) {
                if (!WRAPPERS.contains(file.owner(code.operand(i)))) break;
            } else if (!isPush(opcode)) {
                break;
            }
        }
        return lambdas;
    }

    /** Constants, locals, dup, pop, checkcast: what stands between two arguments. */
    private static boolean isPush(int opcode) {
        return opcode <= 0x2d || opcode == 0x57 || opcode == 0x59 || opcode == CHECKCAST;
    }

    /** A lambda's class is named after the class that has its code. */
    private static boolean isMadeIn(Object function, Class<?> caller) {
        return function.getClass().getName().startsWith(caller.getName() + "$$Lambda");
    }

    private static boolean implementsIt(Object function, ClassFile.Lambda lambda) {
        for (Class<?> each : function.getClass().getInterfaces()) {
            if (each.getName().equals(lambda.function())) return true;
        }
        return false;
    }

    private static @Nullable Known resolve(ClassFile.Lambda lambda, Class<?> caller) {
        ClassLoader loader = caller.getClassLoader();
        try {
            MethodType erased = MethodType.fromMethodDescriptorString(lambda.signature(), loader);
            if (lambda.isConstructor()) {
                return new Known(erased.parameterList(), Class.forName(lambda.owner(), false, loader));
            }
            return new Known(erased.parameterList(), declared(lambda, erased.returnType(), loader));
        } catch (TypeNotPresentException | ReflectiveOperationException | LinkageError e) {
            return null; // the job fails for it when the lambda runs, with better words
        }
    }

    /** What a referenced method declares to return, with its type arguments; else the erased type. */
    private static Type declared(ClassFile.Lambda lambda, Class<?> erased, @Nullable ClassLoader loader)
            throws ClassNotFoundException {
        MethodType descriptor = MethodType.fromMethodDescriptorString(lambda.descriptor(), loader);
        Method method;
        try {
            method = Class.forName(lambda.owner(), false, loader)
                    .getDeclaredMethod(lambda.name(), descriptor.parameterArray());
        } catch (NoSuchMethodException e) {
            return erased; // an inherited one
        }
        Type generic = method.getGenericReturnType();
        boolean tells = !method.isSynthetic() && generic instanceof ParameterizedType;
        if (tells && !TypeVariables.isOpen(generic)) return generic;
        return erased == Object.class && !method.getReturnType().isPrimitive() ? method.getReturnType() : erased;
    }

    private static Optional<ClassFile> read(Class<?> type) {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in == null ? Optional.empty() : Optional.of(new ClassFile(in.readAllBytes()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // no class file as we know them: nothing is learned from it
        }
    }
}
