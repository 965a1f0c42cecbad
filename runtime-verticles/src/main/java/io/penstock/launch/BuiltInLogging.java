// SPDX-License-Identifier: Apache-2.0
package io.penstock.launch;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.penstock.node.LogTail;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The logging of {@code config/logback.xml}, set up by itself when that file is as it was shipped or none is named by
 * {@code logback.configurationFile}: logback's reader of settings and the XML parser behind it are a tenth of what a
 * start loads. Steps back before any other file. Named as a service in penstock.jar only.
 */
public final class BuiltInLogging extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0} - %msg%n";
    private static final String SHIPPED = "/logback.xml";
    private static final String LEVEL = "PENSTOCK_LOG_LEVEL";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        String file = System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY);
        if (file != null && !isShipped(file)) return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        LogTail encoder = new LogTail();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        context.getLogger("ROOT").setLevel(Level.WARN);
        context.getLogger("ROOT").addAppender(console);
        context.getLogger("io.penstock").setLevel(Level.toLevel(level(), Level.INFO));
        context.getLogger("penstock.audit").setLevel(Level.INFO);
        context.getLogger("com.hazelcast.internal.server.tcp").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Whether it says what this class does. What cannot be read is left to logback, which says so. */
    private static boolean isShipped(String file) {
        try (InputStream shipped = BuiltInLogging.class.getResourceAsStream(SHIPPED)) {
            Path named = Path.of(file);
            return shipped != null
                    && Files.isRegularFile(named)
                    && Arrays.equals(shipped.readAllBytes(), Files.readAllBytes(named));
        } catch (IOException | InvalidPathException e) {
            return false;
        }
    }

    private static @Nullable String level() {
        String property = System.getProperty(LEVEL);
        return property != null ? property : System.getenv(LEVEL);
    }
}
