package dev.offshoot.controller;

import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.cluster.intercept.SpaceRelease;
import dev.offshoot.cluster.watch.ClusterAccess;
import dev.offshoot.cluster.watch.ClusterSource;
import dev.offshoot.cluster.watch.OutsideCallers;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.controller.loop.Controller;
import dev.offshoot.controller.loop.Leadership;
import dev.offshoot.controller.loop.PlanFollower;
import dev.offshoot.controller.replicas.Replicas;
import dev.offshoot.controller.report.Reporter;
import dev.offshoot.controller.space.SpaceWork;
import dev.offshoot.controller.tunnel.TunnelTimes;
import dev.offshoot.controller.tunnel.TunnelWork;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * This replica's part in the controller from start to stop: it tries for the Lease, runs a {@link Controller} while it holds it, and
 * where Offshoot is being uninstalled it puts all Services back before it ends.
 */
final class Tenure implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Tenure.class);

    private final KubernetesClient client;
    private final ControllerProperties properties;
    private final Leadership leadership;
    private final Installation installation;
    private volatile @Nullable Controller controller;
    private volatile boolean running;

    Tenure(KubernetesClient client, ControllerProperties properties) {
        this.client = client;
        this.properties = properties;
        this.installation = new Installation(client, properties.namespace(), properties.pod());
        this.leadership = new Leadership(
                client, properties.namespace(), identity(properties), Leadership.Times.DEFAULT, this::term);
    }

    private static String identity(ControllerProperties properties) {
        return properties.pod().isEmpty() ? "process-" + ProcessHandle.current().pid() : properties.pod();
    }

    private AutoCloseable term() {
        Replicas replicas = new Replicas(client, properties.replicas());
        Controller term = new Controller(
                client,
                new ClusterSource(
                        ClusterAccess.client(properties.kubeconfig(), properties.context()), WatchTimes.DEFAULT),
                replicas,
                new OutsideCallers(client, WatchTimes.DEFAULT),
                PlanFollower.both(
                        spaces(), new TunnelWork(client, replicas::tunnels, TunnelTimes.DEFAULT, Clock.systemUTC())),
                properties.settings(),
                Clock.systemUTC());
        controller = term;
        term.start();
        return () -> {
            controller = null;
            term.close();
        };
    }

    private SpaceWork spaces() {
        Clock clock = Clock.systemUTC();
        return new SpaceWork(client, properties.settings(), new Reporter(client, identity(properties), clock), clock);
    }

    /** While this replica leads; else null. */
    @Nullable
    Controller controller() {
        return controller;
    }

    @Override
    public void start() {
        running = true;
        installation.remember();
        leadership.start();
    }

    @Override
    public void stop() {
        running = false;
        leadership.retire();
        if (installation.isEnding()) {
            restore();
        }
        leadership.close();
    }

    private void restore() {
        log.info("Offshoot is being uninstalled: all Services are put back on their own endpoints");
        try {
            log.info("Put back: {}", Remains.restore(client));
            log.info("DevSpaces let go: {}", SpaceRelease.all(client));
        } catch (KubernetesClientException failed) {
            log.error(
                    "Services may still be intercepted, DevSpaces may keep their finalizer; run the command restore: {}",
                    failed.getMessage());
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
