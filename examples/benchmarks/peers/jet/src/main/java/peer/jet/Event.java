// SPDX-License-Identifier: Apache-2.0
package peer.jet;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.StreamSerializer;
import java.io.IOException;

final class Event {
    final long key;
    final long value;
    final long time;

    Event(long key, long value, long time) {
        this.key = key;
        this.value = value;
        this.time = time;
    }

    long key() {
        return key;
    }

    long value() {
        return value;
    }

    /** Only used where events themselves cross a connection. */
    static final class Serializer implements StreamSerializer<Event> {
        @Override
        public int getTypeId() {
            return 1001;
        }

        @Override
        public void write(ObjectDataOutput out, Event e) throws IOException {
            out.writeLong(e.key);
            out.writeLong(e.value);
            out.writeLong(e.time);
        }

        @Override
        public Event read(ObjectDataInput in) throws IOException {
            return new Event(in.readLong(), in.readLong(), in.readLong());
        }
    }
}
