// SPDX-License-Identifier: Apache-2.0
package io.penstock.job.types;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * As much of a class file as tells what a lambda in it was made for: constants, the code of a method, the arguments of
 * the lambdas' bootstrap calls (JVM specification, chapter 4). Throws runtime exceptions of any kind when the bytes are
 * no class file.
 */
final class ClassFile {
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private final ByteBuffer in;
    private final int[] constants;
    private int bootstraps = -1;
    private final int head;
    private int methods;

    /**
     * A place that makes a lambda or a method reference.
     *
     * @param function name of the functional interface, with dots
     * @param signature descriptor of its method with the type arguments in place, erased
     * @param kind reference kind of the method that has the code
     */
    record Lambda(String function, String signature, int kind, String owner, String name, String descriptor) {
        /** Whether it is {@code SomeClass::new}. */
        boolean isConstructor() {
            return kind == 8;
        }
    }

    ClassFile(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
        in.position(8);
        constants = new int[u2()];
        for (int i = 1; i < constants.length; i++) {
            constants[i] = in.position();
            int tag = in.get();
            skip(constantBytes(tag));
            if (tag == LONG || tag == DOUBLE) i++;
        }
        head = in.position();
        skip(6);
        skip(2 * u2());
        members();
        methods = in.position();
        members();
        for (int left = u2(); left > 0; left--) attribute("BootstrapMethods").ifPresent(at -> bootstraps = at);
    }

    /** Access flags of the class. */
    int flags() {
        return u2(head);
    }

    /** Its name, as all here with dots. */
    String name() {
        return classAt(head + 2);
    }

    /** Its parent and the interfaces it names. */
    List<String> parents() {
        List<String> parents = new ArrayList<>();
        if (u2(head + 4) > 0) parents.add(classAt(head + 4));
        for (int i = 0; i < u2(head + 6); i++) parents.add(classAt(head + 8 + 2 * i));
        return parents;
    }

    private String classAt(int at) {
        return text(u2(constants[u2(at)] + 1)).replace('/', '.');
    }

    /** The instructions of a method; null if it has none. */
    @Nullable
    Instructions code(String method, String descriptor) {
        in.position(methods);
        for (int left = u2(); left > 0; left--) {
            skip(2);
            boolean wanted = text(u2()).equals(method) & text(u2()).equals(descriptor);
            for (int attributes = u2(); attributes > 0; attributes--) {
                Optional<Integer> at = attribute("Code");
                if (!wanted || at.isEmpty()) continue;
                int length = in.getInt(at.get() + 4);
                return new Instructions(in.slice(at.get() + 8, length));
            }
        }
        return null;
    }

    /** The lambda that an invokedynamic with this constant makes; null if it makes something else. */
    @Nullable
    Lambda lambda(int dynamic) {
        int at = constants[dynamic];
        if (in.get(at) != 18 || bootstraps < 0) return null;
        String made = text(u2(constants[u2(at + 3)] + 3));
        int method = bootstraps + 2;
        for (int skipped = u2(at + 1); skipped > 0; skipped--) method += 4 + 2 * u2(method + 2);
        int factory = u2(constants[u2(method)] + 2);
        boolean ours = text(u2(constants[u2(constants[factory] + 1)] + 1)).equals("java/lang/invoke/LambdaMetafactory");
        if (!ours || u2(method + 2) < 3) return null;
        int code = constants[u2(method + 6)];
        int member = constants[u2(code + 2)];
        int signature = constants[u2(method + 8)];
        return new Lambda(
                made.substring(made.lastIndexOf(')') + 2, made.length() - 1).replace('/', '.'),
                text(u2(signature + 1)),
                in.get(code + 1),
                text(u2(constants[u2(member + 1)] + 1)).replace('/', '.'),
                text(u2(constants[u2(member + 3)] + 1)),
                text(u2(constants[u2(member + 3)] + 3)));
    }

    /** Name of the class whose method a call's constant names, with dots. */
    String owner(int call) {
        return text(u2(constants[u2(constants[call] + 1)] + 1)).replace('/', '.');
    }

    private void members() {
        for (int left = u2(); left > 0; left--) {
            skip(6);
            for (int attributes = u2(); attributes > 0; attributes--) attribute("");
        }
    }

    /** Passes an attribute; says where its content begins if it has that name. */
    private Optional<Integer> attribute(String name) {
        boolean wanted = text(u2()).equals(name);
        int length = in.getInt();
        int at = in.position();
        skip(length);
        return wanted ? Optional.of(at) : Optional.empty();
    }

    private int constantBytes(int tag) {
        return switch (tag) {
            case 1 -> 2 + u2(in.position());
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case LONG, DOUBLE -> 8;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            default -> throw new IllegalArgumentException("constant of kind " + tag);
        };
    }

    private String text(int constant) {
        if (constant == 0) return "";
        int at = constants[constant];
        byte[] bytes = new byte[u2(at + 1)];
        in.get(at + 3, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int u2() {
        return in.getShort() & 0xffff;
    }

    private int u2(int at) {
        return in.getShort(at) & 0xffff;
    }

    private void skip(int count) {
        in.position(in.position() + count);
    }
}
