// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.cluster;

import io.penstock.core.message.AllocationId;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Message;
import io.penstock.core.message.NodeId;
import io.penstock.core.message.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Slot requests that TaskExecutors have not answered; the oldest first, since each is put last when it is sent. */
final class SlotRequests {
    static final String TIMER = "requests";

    private record Open(NodeId worker, Message.RequestSlot request, long sentMs, int tries) {}

    private final Map<AllocationId, Open> open = new LinkedHashMap<>();
    private final ResourceConfig config;
    private final ActionList out;

    SlotRequests(ResourceConfig config, ActionList out) {
        this.config = config;
        this.out = out;
    }

    void send(NodeId worker, Message.RequestSlot request, long nowMs) {
        if (open.isEmpty()) out.startTimer(TIMER, nowMs + config.requestTimeoutMs());
        send(new Open(worker, request, nowMs, 1));
    }

    private void send(Open request) {
        open.remove(request.request.allocation());
        open.put(request.request.allocation(), request);
        out.send(Endpoint.of(request.worker, Role.TASK_EXECUTOR), request.request);
    }

    boolean isOpen(AllocationId allocation) {
        return open.containsKey(allocation);
    }

    void close(AllocationId allocation) {
        open.remove(allocation);
    }

    /** Repeats what is late. Gives those that were tried too often; they are closed. */
    List<AllocationId> onTimer(long nowMs) {
        var failed = new ArrayList<AllocationId>();
        for (Open late : List.copyOf(open.values())) {
            if (nowMs - late.sentMs < config.requestTimeoutMs()) break;
            if (late.tries < config.requestTriesMax()) {
                send(new Open(late.worker, late.request, nowMs, late.tries + 1));
            } else {
                open.remove(late.request.allocation());
                failed.add(late.request.allocation());
            }
        }
        if (!open.isEmpty()) {
            out.startTimer(TIMER, open.values().iterator().next().sentMs + config.requestTimeoutMs());
        }
        return failed;
    }
}
