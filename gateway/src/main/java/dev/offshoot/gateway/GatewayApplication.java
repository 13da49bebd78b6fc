package dev.offshoot.gateway;

import dev.offshoot.gateway.listen.UrlListenerException;
import dev.offshoot.gateway.replica.Drain;
import dev.offshoot.gateway.tls.BadCertificatesException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The gateway as a process of its own, and as a part of another (the demo). */
@SpringBootConfiguration
@EnableAutoConfiguration
@ConfigurationPropertiesScan
@ComponentScan(
        excludeFilters =
                @Filter(ManagementContextConfiguration.class)) // those belong to the management port's own context
public class GatewayApplication {
    /** Exit code of an operator's mistake: options, objects, a taken port. */
    private static final int MISTAKE = 2;

    private static final int FAILED = 1;

    /** As the JVM itself ends on SIGTERM. */
    private static final int TERMINATED = 143;

    private static final Logger log = LoggerFactory.getLogger(GatewayApplication.class);

    /** Runs until the process is told to stop. */
    public static void main(String[] args) {
        int code = run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(String[] args) {
        GatewayCommand command = new GatewayCommand();
        CommandLine line = new CommandLine(command);
        try {
            CommandLine.ParseResult parsed = line.parseArgs(options(args));
            if (CommandLine.printHelpIfRequested(parsed)) {
                return 0;
            }
            drainOnTermination(start(command, args));
            return 0;
        } catch (ParameterException wrong) {
            System.err.println(wrong.getMessage() + "\n");
            line.usage(System.err);
            return MISTAKE;
        } catch (StartupException mistake) {
            System.err.println("offshoot gateway: " + mistake.getMessage());
            return MISTAKE;
        } catch (RuntimeException failed) {
            log.error("The gateway could not start", failed);
            return FAILED;
        }
    }

    /** A second signal ends the process at once. */
    private static void drainOnTermination(ConfigurableApplicationContext context) {
        TerminationSignal.handle(
                () -> drain(context), () -> Runtime.getRuntime().halt(TERMINATED));
    }

    private static void drain(ConfigurableApplicationContext context) {
        try {
            context.getBean(Drain.class).run();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            log.error("The gateway stops without having drained", failed);
        }
        System.exit(TERMINATED);
    }

    /**
     * Starts a gateway in this process; {@code args} as on the command line. The context is closed to stop it.
     *
     * @throws StartupException if the objects can't be read or a port is taken
     * @throws ParameterException if an option is wrong
     */
    public static ConfigurableApplicationContext start(String... args) {
        GatewayCommand command = new GatewayCommand();
        new CommandLine(command).parseArgs(options(args));
        return start(command, args);
    }

    private static ConfigurableApplicationContext start(GatewayCommand command, String[] args) {
        List<String> properties = new ArrayList<>(command.asProperties());
        Arrays.stream(args).filter(GatewayCommand::isProperty).forEach(properties::add);
        SpringApplication application = new SpringApplicationBuilder(GatewayApplication.class).build();
        try {
            return application.run(properties.toArray(String[]::new));
        } catch (RuntimeException failed) {
            StartupException mistake = mistake(failed);
            throw mistake == null ? failed : mistake;
        }
    }

    private static String[] options(String[] args) {
        return Arrays.stream(args)
                .filter(arg -> !GatewayCommand.isProperty(arg))
                .toArray(String[]::new);
    }

    private static @Nullable StartupException mistake(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartupException mistake) {
                return mistake;
            }
            if (cause instanceof UrlListenerException taken) {
                return new StartupException(String.valueOf(taken.getMessage()));
            }
            if (cause instanceof BadCertificatesException bad) {
                return new StartupException(String.valueOf(bad.getMessage()));
            }
            if (cause instanceof PortInUseException taken) {
                return new StartupException(
                        "The management port " + taken.getPort() + " is taken; choose another with --management-port.");
            }
        }
        return null;
    }
}
