// SPDX-License-Identifier: Apache-2.0
package io.penstock.exchange.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A job's records are of its own class loader's classes, which other jobs may have under the same names. */
class RecordCodecLoaderTest {
    public record Order(String customer, long amount) {}

    /** Defines the record anew, as a job's class loader does. */
    private static final class JobLoader extends ClassLoader {
        JobLoader() {
            super(RecordCodecLoaderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(RecordCodecLoaderTest.class.getName())) return super.loadClass(name, resolve);
            Class<?> known = findLoadedClass(name);
            if (known != null) return known;
            String resource = name.replace('.', '/') + ".class";
            try (InputStream in = getParent().getResourceAsStream(resource)) {
                if (in == null) throw new ClassNotFoundException(name);
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (java.io.IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void recordsOfAJobsOwnLoaderComeBackInItsOwnClass() throws Exception {
        JobLoader loader = new JobLoader();
        Object back = roundTrip(loader);
        assertThat(back.getClass()).isNotEqualTo(Order.class);
        assertThat(back.getClass().getClassLoader()).isSameAs(loader);
        assertThat(back).hasToString("Order[customer=c, amount=5]");
    }

    private static Object roundTrip(JobLoader loader) throws Exception {
        Constructor<?> order = loader.loadClass(Order.class.getName()).getConstructor(String.class, long.class);
        RecordCodecs job = new RecordCodecs(loader);
        Object[] values = {order.newInstance("c", 5), order.newInstance("d", 6)};
        WireBuffer out = new WireBuffer(64);
        job.newCodec().write(out, values, 2);
        Object[] back = new Object[2];
        new RecordCodecs(loader).newCodec().read(new WireBuffer(0).wrap(out.array(), 0, out.position()), back, 2);
        assertThat(Arrays.asList(back)).isEqualTo(Arrays.asList(values));
        return back[0];
    }
}
