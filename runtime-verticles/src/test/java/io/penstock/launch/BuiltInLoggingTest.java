// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import io.penstock.node.LogTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInLoggingTest {
    private static final String PROPERTY = "logback.configurationFile";
    private static final String LEVEL = "PENSTOCK_LOG_LEVEL";
    /** The file that stands for the same settings where there is one; the tests' working directory is the module. */
    private static final Path FILE = Path.of("../config/logback.xml");

    private @Nullable String level;

    /** Commands that ran in this JVM before may have asked for less. */
    @BeforeEach
    void asNobodyAsked() {
        level = System.clearProperty(LEVEL);
    }

    @AfterEach
    void asBefore() {
        if (level != null) System.setProperty(LEVEL, level);
    }

    @Test
    void itIsWhatTheFileSays() throws JoranException {
        LoggerContext read = new LoggerContext();
        JoranConfigurator reader = new JoranConfigurator();
        reader.setContext(read);
        reader.doConfigure(FILE.toFile());
        for (String named : new String[] {null, FILE.toString()}) {
            LoggerContext made = new LoggerContext();
            assertThat(configure(made, named)).isEqualTo(ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
            assertThat(levels(made)).isEqualTo(levels(read)).containsEntry("io.penstock", Level.INFO);
            assertThat(appenders(made)).isEqualTo(appenders(read)).hasSize(1);
        }
    }

    @Test
    void anotherFileThatIsNamedIsReadByLogback(@TempDir Path folder) throws IOException {
        Path changed = folder.resolve("logback.xml");
        Files.writeString(changed, Files.readString(FILE).replace("WARN", "INFO"));
        for (String named :
                List.of(changed.toString(), folder.resolve("none.xml").toString())) {
            LoggerContext context = new LoggerContext();
            assertThat(configure(context, named)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
            assertThat(context.getLogger("ROOT").iteratorForAppenders().hasNext())
                    .isFalse();
        }
    }

    private static ExecutionStatus configure(LoggerContext context, @Nullable String file) {
        String before = System.getProperty(PROPERTY);
        try {
            name(file);
            return new BuiltInLogging().configure(context);
        } finally {
            name(before);
        }
    }

    private static void name(@Nullable String file) {
        if (file == null) System.clearProperty(PROPERTY);
        else System.setProperty(PROPERTY, file);
    }

    private static Map<String, Level> levels(LoggerContext context) {
        Map<String, Level> levels = new TreeMap<>();
        context.getLoggerList().forEach(logger -> {
            if (logger.getLevel() != null) levels.put(logger.getName(), logger.getLevel());
        });
        return levels;
    }

    private static List<String> appenders(LoggerContext context) {
        List<String> appenders = new ArrayList<>();
        context.getLogger("ROOT").iteratorForAppenders().forEachRemaining(appender -> {
            ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>) appender;
            LogTail encoder = (LogTail) console.getEncoder();
            appenders.add(console.getName() + " to " + console.getTarget() + ": " + encoder.getPattern() + ", started "
                    + console.isStarted());
        });
        return appenders;
    }
}
