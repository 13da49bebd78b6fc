package dev.offshoot.gateway.access;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.offshoot.gateway.StartupException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes lines to standard output or to a file from a thread of its own. A file that has grown to 100 MB is put aside compressed;
 * the last five of those stay.
 */
final class LineWriter implements AutoCloseable {
    private static final int WAITING = 8192;
    private static final String NAME = "dev.offshoot.access";

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger(NAME);
    private final AsyncAppender queue = new AsyncAppender();

    private LineWriter() {}

    static LineWriter open(String destination) {
        LineWriter writer = new LineWriter();
        writer.context.setMDCAdapter(new LogbackMDCAdapter()); // events ask for it
        OutputStreamAppender<ILoggingEvent> appender =
                destination.equals("stdout") ? new ConsoleAppender<>() : writer.file(destination);
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(writer.context);
        encoder.setPattern("%msg%n");
        encoder.start();
        appender.setContext(writer.context);
        appender.setEncoder(encoder);
        appender.setImmediateFlush(true);
        appender.start();
        writer.queue.setContext(writer.context);
        writer.queue.setQueueSize(WAITING);
        writer.queue.setDiscardingThreshold(0);
        writer.queue.setNeverBlock(true);
        writer.queue.addAppender(appender);
        writer.queue.start();
        return writer;
    }

    private RollingFileAppender<ILoggingEvent> file(String destination) {
        try {
            Files.write(Path.of(destination), new byte[0], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new StartupException("offshoot.access-log: " + destination
                    + " (expected: off, stdout, or a file that can be written): " + e);
        }
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(destination);
        FixedWindowRollingPolicy aside = new FixedWindowRollingPolicy();
        aside.setContext(context);
        aside.setParent(appender);
        aside.setFileNamePattern(destination + ".%i.gz");
        aside.setMaxIndex(5);
        aside.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> full = new SizeBasedTriggeringPolicy<>();
        full.setContext(context);
        full.setMaxFileSize(FileSize.valueOf("100MB"));
        full.start();
        appender.setRollingPolicy(aside);
        appender.setTriggeringPolicy(full);
        return appender;
    }

    /** Whether there was room for the line; callable from any thread. */
    boolean write(String line) {
        if (queue.getRemainingCapacity() == 0) {
            return false;
        }
        queue.doAppend(new LoggingEvent(NAME, logger, Level.INFO, line, null, null));
        return true;
    }

    @Override
    public void close() {
        queue.stop();
        context.stop();
    }
}
