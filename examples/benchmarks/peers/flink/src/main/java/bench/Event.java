// SPDX-License-Identifier: Apache-2.0
package bench;

import java.io.IOException;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A POJO of three longs. ser=pojo lets Flink derive the serializer, ser=custom uses the one below. */
public class Event {
    public long key, value, ts;

    public Event() {}

    static TypeInformation<Event> type(boolean custom) {
        return custom ? new Info() : TypeInformation.of(Event.class);
    }

    static final class Info extends TypeInformation<Event> {
        @Override
        public boolean isBasicType() {
            return false;
        }

        @Override
        public boolean isTupleType() {
            return false;
        }

        @Override
        public int getArity() {
            return 1;
        }

        @Override
        public int getTotalFields() {
            return 3;
        }

        @Override
        public Class<Event> getTypeClass() {
            return Event.class;
        }

        @Override
        public boolean isKeyType() {
            return false;
        }

        @Override
        public TypeSerializer<Event> createSerializer(SerializerConfig c) {
            return Ser.INSTANCE;
        }

        @Override
        public String toString() {
            return "Event(custom)";
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Info;
        }

        @Override
        public int hashCode() {
            return 7;
        }

        @Override
        public boolean canEqual(Object o) {
            return o instanceof Info;
        }
    }

    /** Fixed 24 bytes per record. */
    public static final class Ser extends TypeSerializerSingleton<Event> {
        static final Ser INSTANCE = new Ser();

        @Override
        public boolean isImmutableType() {
            return false;
        }

        @Override
        public Event createInstance() {
            return new Event();
        }

        @Override
        public Event copy(Event e) {
            return copy(e, new Event());
        }

        @Override
        public Event copy(Event e, Event to) {
            to.key = e.key;
            to.value = e.value;
            to.ts = e.ts;
            return to;
        }

        @Override
        public int getLength() {
            return 24;
        }

        @Override
        public void serialize(Event e, DataOutputView out) throws IOException {
            out.writeLong(e.key);
            out.writeLong(e.value);
            out.writeLong(e.ts);
        }

        @Override
        public Event deserialize(DataInputView in) throws IOException {
            return deserialize(new Event(), in);
        }

        @Override
        public Event deserialize(Event e, DataInputView in) throws IOException {
            e.key = in.readLong();
            e.value = in.readLong();
            e.ts = in.readLong();
            return e;
        }

        @Override
        public void copy(DataInputView in, DataOutputView out) throws IOException {
            out.write(in, 24);
        }

        @Override
        public TypeSerializerSnapshot<Event> snapshotConfiguration() {
            return new Snapshot();
        }

        public static final class Snapshot extends SimpleTypeSerializerSnapshot<Event> {
            public Snapshot() {
                super(Ser::new);
            }
        }
    }
}
