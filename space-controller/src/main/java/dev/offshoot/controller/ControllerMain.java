package dev.offshoot.controller;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The controller's jar: runs the controller, or one of its commands. */
@Command(
        name = "offshoot-space-controller",
        subcommands = {RestoreCommand.class, UninstallCommand.class},
        mixinStandardHelpOptions = true,
        description = "Runs the space controller until it is told to stop.",
        footer = {
            "",
            "Spring properties may follow as --name.with.dots=value.",
            "Exit codes: 0 stopped or done, 1 failed, 2 wrong options."
        })
public final class ControllerMain implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ControllerMain.class);

    private final List<String> properties = new ArrayList<>();

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description =
                    "How to reach the cluster (default: $KUBECONFIG, ~/.kube/config, or the Pod's service account).")
    private @Nullable Path kubeconfig;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "Context of the kubeconfig (default: its current one).")
    private @Nullable String context;

    @Option(
            names = "--domain",
            arity = "1..*",
            paramLabel = "DOMAIN",
            description = "Domains whose hosts the gateways serve, as these have them (default: localhost).")
    private List<String> domains = List.of();

    private ControllerMain() {}

    public static void main(String[] args) {
        int code = execute(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int execute(String... args) {
        ControllerMain main = new ControllerMain();
        Arrays.stream(args).filter(ControllerMain::isProperty).forEach(main.properties::add);
        return new CommandLine(main)
                .execute(Arrays.stream(args).filter(arg -> !isProperty(arg)).toArray(String[]::new));
    }

    static CommandLine commandLine() {
        return new CommandLine(new ControllerMain());
    }

    /** Options for Spring itself: {@code --name.with.dots=value}. */
    private static boolean isProperty(String arg) {
        int equals = arg.indexOf('=');
        return arg.startsWith("--") && (equals < 0 ? arg : arg.substring(0, equals)).indexOf('.') > 0;
    }

    /** Returns when the controller has started; its threads keep the process. */
    @Override
    public void run() {
        List<String> all = new ArrayList<>();
        if (kubeconfig != null) {
            all.add("--offshoot.kubeconfig=" + kubeconfig);
        }
        if (context != null) {
            all.add("--offshoot.context=" + context);
        }
        if (!domains.isEmpty()) {
            all.add("--offshoot.domains=" + String.join(",", domains));
        }
        all.addAll(properties);
        ConfigurableApplicationContext started = new SpringApplicationBuilder(ControllerApplication.class)
                .properties("spring.config.name=space-controller") // the gateway's is application.yaml
                .run(all.toArray(String[]::new));
        log.info("Started with {}", started.getBean(ControllerProperties.class));
    }
}
