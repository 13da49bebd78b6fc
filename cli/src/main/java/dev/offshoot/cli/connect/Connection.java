package dev.offshoot.cli.connect;

import dev.offshoot.spaceapi.Names;
import dev.offshoot.tunnel.StreamPipe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a person asked {@code connect} for, from the questions to the end. Blocks its thread. */
public final class Connection {
    private static final int LOOK_MILLIS = 1000;
    private static final int END_SECONDS = 10;

    private final KubernetesClient client;
    private final Asked asked;
    private final Consumer<String> say;
    private final IntFunction<StreamPipe.Traffic> traffic;
    private final AtomicReference<@Nullable Process> started = new AtomicReference<>();

    /**
     * What was asked for.
     *
     * @param ports as {@link LocalPorts} reads them
     * @param gateway null to go through the cluster
     * @param gatewayNamespace where its Pods are
     * @param domain of the gateway's URLs, for messages; null where nobody said
     * @param command to run while it is connected; empty for none
     */
    public record Asked(
            String service,
            String space,
            List<String> ports,
            @Nullable URI gateway,
            String gatewayNamespace,
            @Nullable String domain,
            List<String> command) {}

    /**
     * @param say takes a line for a person
     * @param traffic sees what passes on a connection to the process, by the Service's port
     */
    public Connection(
            KubernetesClient client, Asked asked, Consumer<String> say, IntFunction<StreamPipe.Traffic> traffic) {
        this.client = client;
        this.asked = asked;
        this.say = say;
        this.traffic = traffic;
    }

    /**
     * Returns the command's exit code, or 0, where it was told to stop.
     *
     * @throws ConnectFailed where it can't be, or can go on no more
     * @throws IllegalArgumentException where what was asked for isn't there
     */
    public int run() throws InterruptedException {
        Service service = new SpaceServices(client, asked.space).find(asked.service);
        Map<Integer, InetSocketAddress> targets = LocalPorts.of(service, asked.ports);
        targets.values().forEach(this::warnIfNobodyListens);
        TunnelObject object =
                new TunnelObject(client, asked.space, asked.service, List.copyOf(targets.keySet()), machine());
        Session session = new Session(object, this::way, targets, say, traffic);
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            session.stop();
            await(done);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            session.run(() -> connected(service, targets, session));
        } finally {
            done.countDown();
            endCommand();
        }
        removeHook(hook);
        Process command = started.get();
        return command == null ? 0 : command.waitFor();
    }

    private WayToGateway way() {
        return asked.gateway == null
                ? WayToGateway.through(client, asked.gatewayNamespace)
                : WayToGateway.at(asked.gateway);
    }

    private void warnIfNobodyListens(InetSocketAddress target) {
        try (Socket socket = new Socket()) {
            socket.connect(target, LOOK_MILLIS);
        } catch (IOException nobody) {
            if (asked.command.isEmpty()) {
                say.accept("nobody listens on port " + target.getPort()
                        + " yet; start the process, calls fail until then");
            }
        }
    }

    private void connected(Service service, Map<Integer, InetSocketAddress> targets, Session session) {
        targets.forEach((port, target) -> say.accept(asked.service + ":" + port + " in space " + asked.space
                + " is 127.0.0.1:" + target.getPort() + " now"));
        say.accept("URL: " + url(service));
        if (!asked.command.isEmpty()) {
            start(session);
        }
    }

    private String url(Service service) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of());
        boolean exposed = annotations.containsKey(Names.EXPOSE) || annotations.containsKey(Names.HOSTS);
        return exposed && asked.domain != null && !annotations.containsKey(Names.HOSTS)
                ? "http://" + asked.space + ".s." + asked.service + "." + asked.domain
                : "those of the space, which offshoot urls " + asked.space + " lists";
    }

    private void start(Session session) {
        try {
            Process process = new ProcessBuilder(asked.command).inheritIO().start();
            started.set(process);
            process.onExit().thenRun(session::stop);
        } catch (IOException unknown) {
            throw new ConnectFailed("The command can't be started: " + unknown.getMessage() + ".");
        }
    }

    private void endCommand() {
        Process process = started.get();
        if (process != null) {
            process.destroy();
        }
    }

    private static void await(CountDownLatch done) {
        try {
            done.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return; // it has done its work
        }
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }
}
