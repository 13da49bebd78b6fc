package dev.offshoot.controller.tunnel;

import dev.offshoot.controller.loop.PlanFollower;
import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.controller.loop.WorkQueue;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.spaceapi.Tunnel;
import dev.offshoot.spaceapi.TunnelStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what stands for each Tunnel as it should be: the Service and its slices while a gateway holds the connection, the status
 * always, and nothing once nobody renews it. Level-triggered: what is done for a Tunnel follows from what is there. Of one term of
 * leadership, so that a new one counts renewals anew.
 */
public final class TunnelWork implements PlanFollower {
    private static final Logger LOG = LoggerFactory.getLogger(TunnelWork.class);
    private static final int WORKERS = 4;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
    private static final String ALL = "the Tunnels' renewals";

    private final KubernetesClient client;
    private final Supplier<List<TunnelEnd>> held;
    private final TunnelTimes times;
    private final Clock clock;
    private final Renewals renewals;
    private final NewestEnds newest = new NewestEnds();
    private final WorkQueue<ServiceKey> keys;
    private final WorkQueue<String> looks;
    private volatile Map<ServiceKey, TunnelState> states = Map.of();
    private boolean begun;

    /**
     * Begins with the first {@link #changed}.
     *
     * @param client stays the caller's
     * @param held what the gateways hold now; {@link #changed} must follow each change of it
     */
    public TunnelWork(KubernetesClient client, Supplier<List<TunnelEnd>> held, TunnelTimes times, Clock clock) {
        this.client = client;
        this.held = held;
        this.times = times;
        this.clock = clock;
        this.renewals = new Renewals(times.expiry(), times.look().multipliedBy(2));
        this.keys = new WorkQueue<>("offshoot-tunnels", WORKERS, this::handle);
        this.looks = new WorkQueue<>("offshoot-renewals", 1, this::look);
    }

    @Override
    public void changed(Facts facts, Snapshot snapshot, InterceptionPlan plan) {
        Map<String, TunnelEnd> ends = newest.of(held.get());
        Map<ServiceKey, TunnelState> now = new HashMap<>();
        for (NamespaceFacts namespace : facts.namespaces()) {
            TunnelState.of(namespace, snapshot, ends).values().forEach(state -> now.put(state.key(), state));
        }
        Map<ServiceKey, TunnelState> before = states;
        states = now;
        Set<ServiceKey> known = new TreeSet<>(before.keySet());
        known.addAll(now.keySet());
        known.stream().filter(key -> differs(before.get(key), now.get(key))).forEach(keys::add);
        if (!begun) {
            begun = true;
            looks.add(ALL);
        }
    }

    private static boolean differs(@Nullable TunnelState before, @Nullable TunnelState now) {
        return before == null || !before.equals(now);
    }

    private void handle(ServiceKey key) {
        TunnelState state = states.get(key);
        LiveTunnel live = new LiveTunnel(client, key);
        try {
            if (state == null || state.tunnel() == null) {
                clear(live, true);
                return;
            }
            if (state.end() == null || state.ports().isEmpty()) {
                clear(live, false);
            } else {
                stand(live, state, state.tunnel(), state.end());
            }
            tell(live, state, state.tunnel());
            keys.addAfter(key, times.resync());
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
            LOG.debug("tunnel {} changed while it was worked on: {}", key, e.getMessage());
            keys.addAfter(key, LOOK_AGAIN);
        }
    }

    /** @param all with the Service, which outlives a lost connection, since its address may be known to callers */
    private static void clear(LiveTunnel live, boolean all) {
        live.slices().forEach(live::delete);
        Service service = all ? live.service() : null;
        if (service == null) {
            return;
        }
        if (TunnelObjects.isTakenOver(service)) {
            live.release(service);
        } else if (TunnelObjects.isOurs(service)) {
            live.delete(service);
        }
    }

    private static void stand(LiveTunnel live, TunnelState state, TunnelFact tunnel, TunnelEnd end) {
        Service service = live.service();
        if (service != null && TunnelObjects.isTakenOver(service)) {
            live.release(service);
        }
        boolean ours = service == null || TunnelObjects.isOurs(service);
        if (ours) {
            Service wanted = TunnelObjects.service(tunnel, state.ports());
            if (service == null || !TunnelObjects.shows(service, wanted)) {
                live.apply(wanted, service);
            }
        }
        Map<String, EndpointSlice> present = live.slices().stream()
                .collect(Collectors.toMap(slice -> slice.getMetadata().getName(), Function.identity()));
        for (EndpointSlice wanted : TunnelObjects.slices(tunnel, state.ports(), end, ours)) {
            EndpointSlice there = present.remove(wanted.getMetadata().getName());
            if (there == null || !TunnelObjects.shows(there, wanted)) {
                live.apply(wanted, there);
            }
        }
        present.values().forEach(live::delete);
    }

    private void tell(LiveTunnel live, TunnelState state, TunnelFact fact) {
        Tunnel tunnel = live.tunnel();
        if (tunnel == null || !fact.uid().equals(tunnel.getMetadata().getUid())) {
            return; // the facts will say so
        }
        TunnelStatus before = tunnel.getStatus();
        TunnelStatus wanted = ConnectedStatus.of(fact, !state.ports().isEmpty(), state.end(), before, clock.instant());
        if (!ConnectedStatus.shows(before, wanted)) {
            live.status(tunnel, wanted);
        }
    }

    /** One list for all: it is read from the API server itself, and each deletion is of the version that was read. */
    private void look(String all) {
        List<Tunnel> tunnels;
        try {
            tunnels = client.resources(Tunnel.class).inAnyNamespace().list().getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
            tunnels = List.of(); // a cluster without the custom resource
        }
        for (Tunnel tunnel : renewals.look(tunnels, System.nanoTime())) {
            expire(tunnel);
        }
        looks.addAfter(all, times.look());
    }

    private void expire(Tunnel tunnel) {
        try {
            LiveTunnel.delete(client, tunnel);
            LOG.info(
                    "tunnel {}/{} wasn't renewed for {}: it is deleted",
                    tunnel.getMetadata().getNamespace(),
                    tunnel.getMetadata().getName(),
                    times.expiry());
        } catch (KubernetesClientException e) {
            LOG.debug(
                    "tunnel {} was renewed or can't be deleted now",
                    tunnel.getMetadata().getName(),
                    e);
        }
    }

    @Override
    public void close() {
        keys.close();
        looks.close();
    }
}
