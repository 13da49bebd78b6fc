package dev.offshoot.cli.connect;

import dev.offshoot.cli.outbound.CallRights;
import dev.offshoot.cli.outbound.EnvironmentFile;
import dev.offshoot.cli.outbound.LocalListeners;
import dev.offshoot.cli.outbound.Outbound;
import dev.offshoot.cli.outbound.WorkloadEnvironment;
import dev.offshoot.spaceapi.Names;
import dev.offshoot.tunnel.StreamPipe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** What a person asked {@code connect} for, from the questions to the end. Blocks its thread. */
public final class Connection {
    /** How the first line begins. */
    public static final String CONNECTING = "connecting ";

    /** How a line begins that says that calls reach the process from now on. */
    public static final String CONNECTED = "connected through ";

    private static final int END_SECONDS = 10;

    private final KubernetesClient client;
    private final Asked asked;
    private final Consumer<String> say;
    private final IntFunction<StreamPipe.Traffic> traffic;
    private final AtomicReference<@Nullable Process> started = new AtomicReference<>();
    private Map<String, String> environment = Map.of();

    /**
     * What was asked for.
     *
     * @param ports as {@link LocalPorts} reads them
     * @param gateway null to go through the cluster
     * @param gatewayNamespace where its Pods are
     * @param domain of the gateway's URLs, for messages; null where nobody said
     * @param command to run while it is connected; empty for none
     * @param environmentOfWorkload whether the process gets that of the Service's own container too
     * @param environmentFile where its environment is written; null for nowhere
     * @param hold how long a connection waits where nobody listens
     * @param patient whether an answer may take as long as it takes
     * @param newSpace whether the space is made where it isn't there
     * @param parent of a new space; null to find it
     * @param untilClosed whether it ends once nobody listens any more
     */
    public record Asked(
            String service,
            String space,
            List<String> ports,
            @Nullable URI gateway,
            String gatewayNamespace,
            @Nullable String domain,
            List<String> command,
            boolean environmentOfWorkload,
            @Nullable Path environmentFile,
            Duration hold,
            boolean patient,
            boolean newSpace,
            @Nullable String parent,
            boolean untilClosed) {}

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
        if (asked.newSpace) {
            new NewSpace(client, asked.space, say).ensure(asked.parent, asked.service);
        }
        SpaceServices services = new SpaceServices(client, asked.space);
        Service service = services.find(asked.service);
        Map<Integer, InetSocketAddress> targets = LocalPorts.of(service, asked.ports);
        say.accept(CONNECTING + asked.service + " in space " + asked.space);
        targets.values().forEach(this::warnIfNobodyListens);
        TunnelObject object = new TunnelObject(
                client, asked.space, asked.service, List.copyOf(targets.keySet()), machine(), asked.patient);
        Session.Local local = new Session.Local(asked.hold, asked.untilClosed);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (LocalListeners listeners = new LocalListeners(loop, object.shown(), say);
                Outbound outbound = new Outbound(listeners, services::visible, say)) {
            environment = environment(outbound, services);
            outbound.follow();
            return run(service, targets, new Session(object, this::way, targets, local, loop, listeners, say, traffic));
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private int run(Service service, Map<Integer, InetSocketAddress> targets, Session session)
            throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().unstarted(() -> {
            session.stop();
            await(done);
            endCommand(); // also where the session takes too long to end
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            session.run(() -> connected(service, targets, session));
        } finally {
            endCommand();
            done.countDown();
        }
        removeHook(hook);
        Process command = started.get();
        return command == null ? 0 : command.waitFor();
    }

    /** The Services' variables win over the workload's, whose addresses lead nowhere from here. */
    private Map<String, String> environment(Outbound outbound, SpaceServices services) {
        List<Service> visible = visible(services);
        Map<String, String> ofServices = ofServices(outbound, visible);
        CallRights.tellWhatIsMissing(client, visible, say);
        Map<String, String> all = new TreeMap<>();
        Service replaced = asked.environmentOfWorkload ? services.replaced(asked.service) : null;
        if (replaced != null) {
            all.putAll(WorkloadEnvironment.of(client, replaced, ofServices, say));
        }
        all.putAll(ofServices);
        if (asked.environmentFile != null) {
            write(asked.environmentFile, all);
        }
        return all;
    }

    private List<Service> visible(SpaceServices services) {
        try {
            return services.visible();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw refused;
            }
            say.accept("the process gets no ports for the Services that it calls: "
                    + refused.getStatus().getMessage());
            return List.of();
        }
    }

    private static Map<String, String> ofServices(Outbound outbound, List<Service> visible) {
        try {
            return outbound.environment(visible);
        } catch (IllegalStateException noPort) {
            throw new ConnectFailed(noPort.getMessage() + "; end what listens there.");
        }
    }

    private static void write(Path file, Map<String, String> environment) {
        try {
            EnvironmentFile.write(file, environment);
        } catch (IOException cannot) {
            throw new ConnectFailed("--env-file: " + file + " can't be written (" + cannot.getMessage() + ").");
        }
    }

    private WayToGateway way() {
        return asked.gateway == null
                ? WayToGateway.through(client, asked.gatewayNamespace)
                : WayToGateway.at(asked.gateway);
    }

    private void warnIfNobodyListens(InetSocketAddress target) {
        if (asked.command.isEmpty() && !asked.untilClosed && !Presence.listens(target)) {
            say.accept("nobody listens on port " + target.getPort() + " yet; start the process, calls wait "
                    + asked.hold.toSeconds() + " s and then fail");
        }
    }

    private void connected(Service service, Map<Integer, InetSocketAddress> targets, Session session) {
        targets.forEach((port, target) -> say.accept(asked.service + ":" + port + " in space " + asked.space
                + " is 127.0.0.1:" + target.getPort() + " now"));
        say.accept("URL: " + url(service));
        if (asked.command.isEmpty()) {
            environment.forEach((name, value) -> {
                if (name.endsWith("_SERVICE_HOST")) {
                    String port = name.substring(0, name.length() - "HOST".length()) + "PORT";
                    say.accept("export " + name + "=" + value + " " + port + "=" + environment.get(port));
                }
            });
        } else {
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
            ProcessBuilder command = new ProcessBuilder(asked.command).inheritIO();
            command.environment().putAll(environment);
            Process process = command.start();
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
