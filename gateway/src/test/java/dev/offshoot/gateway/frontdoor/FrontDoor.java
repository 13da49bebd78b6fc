package dev.offshoot.gateway.frontdoor;

import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.ConfigurableApplicationContext;

/** The real gateway in this process, on free ports, serving objects from a folder of its own. */
public final class FrontDoor implements AutoCloseable {
    private final Path objects;
    private final ConfigurableApplicationContext context;

    private FrontDoor(Path objects, ConfigurableApplicationContext context) {
        this.objects = objects;
        this.context = context;
    }

    /** Starts a gateway; {@code args} further ones of its command line. */
    public static FrontDoor open(ClusterObjects cluster, String... args) {
        try {
            Path folder = Files.createTempDirectory("offshoot-frontdoor");
            Path objects = folder.resolve("objects.yaml");
            cluster.writeTo(objects);
            List<String> all =
                    new ArrayList<>(List.of("--from", folder.toString(), "--port", "0", "--management-port", "0"));
            all.addAll(List.of(args));
            if (all.stream().noneMatch(arg -> arg.startsWith("--offshoot.listener-linger="))) {
                all.add("--offshoot.listener-linger=0s");
            }
            return new FrontDoor(objects, GatewayApplication.start(all.toArray(String[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Of the URL listener in TLS, as its options chose it. */
    public int tlsPort() {
        return context.getEnvironment().getRequiredProperty("offshoot.tls.port", Integer.class);
    }

    public int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    /** Asks at the URL listener. */
    public Reply ask(Ask ask) {
        return ask.to(port());
    }

    /** Replaces all objects; the gateway follows within a second. */
    public void objects(ClusterObjects cluster) {
        cluster.writeTo(objects);
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** A port that nobody listens on just now, below those that the system gives to sockets by chance. */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        context.close();
        try {
            Files.deleteIfExists(objects);
            Files.deleteIfExists(objects.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
