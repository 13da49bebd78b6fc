package dev.offshoot.demo;

import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command {@code offshoot demo}: no cluster, one JVM, loopback only. It runs until SIGTERM or Ctrl-C, which stop the services
 * and the gateway and remove the temporary folder. Exit code 2 where an option is wrong or a port is taken.
 */
@Command(
        name = "offshoot demo",
        sortOptions = false,
        description = "Runs the sample shop in five spaces behind an embedded gateway, on loopback.")
final class Demo implements Callable<Integer> {
    private static final String DOMAIN = "localhost";

    @Option(
            names = "--port",
            defaultValue = "8080",
            description = "Where the shop is served (default ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--management-port",
            defaultValue = "8081",
            description = "Where the gateway explains itself (default ${DEFAULT-VALUE}).")
    private int managementPort;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description = "A new or empty folder for the Kubernetes objects; it is kept (default: a temporary one).")
    private @Nullable Path folder;

    @Option(names = "--help", usageHelp = true, description = "Shows this.")
    @SuppressWarnings("unused") // picocli reads it
    private boolean help;

    public static void main(String[] args) {
        int code = new CommandLine(new Demo())
                .setParameterExceptionHandler((e, rest) -> complain(e))
                .setExecutionExceptionHandler((e, command, parsed) -> complain(e))
                .execute(args);
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Manifest> manifests = Manifest.all();
        StopOnExit stop = new StopOnExit();
        try (Ports ports = new Ports()) {
            Invitation invitation = new Invitation(
                    manifests, ports.keep("--port", port), ports.keep("--management-port", managementPort));
            ObjectFolder objects = stop.add(ObjectFolder.create(folder));
            EmbeddedShop shop = new EmbeddedShop(manifests, ports);
            stop.add(shop).start(invitation.url("default"), invitation.links());
            shop.writeTo(objects);
            ports.release();
            stop.add(gateway(objects.path(), invitation));
            System.out.println(invitation.text(objects.path()));
        }
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    private static ConfigurableApplicationContext gateway(Path objects, Invitation invitation) {
        return GatewayApplication.start(
                "--from",
                objects.toString(),
                "--port",
                String.valueOf(invitation.port()),
                "--management-port",
                String.valueOf(invitation.managementPort()),
                "--domain",
                DOMAIN,
                // StopOnExit closes the gateway, before what it stands on; an open page's stream isn't waited for.
                "--spring.main.register-shutdown-hook=false",
                "--spring.lifecycle.timeout-per-shutdown-phase=1s",
                // The demo's own start is told by the invitation.
                "--logging.level.dev.offshoot.demo=warn",
                "--logging.level.org.hibernate.validator=error");
    }

    private static int complain(Exception e) {
        System.err.println(
                "offshoot demo: " + e.getMessage() + (e instanceof ParameterException ? "; see --help" : ""));
        return CommandLine.ExitCode.USAGE;
    }
}
