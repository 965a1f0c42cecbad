// SPDX-License-Identifier: Apache-2.0
package io.penstock.core.sim;

import io.penstock.core.message.Action;
import io.penstock.core.message.Endpoint;
import io.penstock.core.message.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The latest events and what came of them, for whoever must find out why a run went wrong. {@code -Dtranscript=N} keeps
 * more.
 */
final class Transcript {
    private record Line(long atMs, Object who, Object what, List<Action> actions) {
        @Override
        public String toString() {
            var text = new StringBuilder()
                    .append(atMs)
                    .append(' ')
                    .append(who)
                    .append(" <- ")
                    .append(what);
            for (Action action : actions) text.append("\n        ").append(action);
            return text.toString();
        }
    }

    private final Agenda agenda;
    private final Deque<Line> lines = new ArrayDeque<>();
    private int linesMax = Integer.getInteger("transcript", 0);

    Transcript(Agenda agenda) {
        this.agenda = agenda;
    }

    /** From now on that many are kept. */
    void keep(int most) {
        linesMax = most;
    }

    void event(Endpoint self, Event event, List<Action> actions) {
        if (linesMax > 0) add(new Line(agenda.nowMs(), self.role() + "@" + self.node(), event, actions));
    }

    void note(String text) {
        if (linesMax > 0) add(new Line(agenda.nowMs(), "world", text, List.of()));
    }

    private void add(Line line) {
        lines.add(line);
        if (lines.size() > linesMax) lines.remove();
    }

    /** The lines that contain the text, and what the world did. */
    String about(String text) {
        return lines.stream()
                .filter(line -> line.who.equals("world") || line.toString().contains(text))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (Line line : lines) text.append(line).append('\n');
        return text.toString();
    }
}
