package dev.offshoot.gateway.tunnel;

import dev.offshoot.cluster.replica.HeldTunnel;
import dev.offshoot.gateway.source.LatestFacts;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.tunnel.Claim;
import dev.offshoot.tunnel.FrameBytes;
import dev.offshoot.tunnel.Parting;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tunnels that are connected to this gateway. A connection is admitted if it signs for a Tunnel of the facts, ends the former one of
 * the same Tunnel, and ends with the object. All state is one thread's own; its methods may be called from any thread and return at once.
 */
public final class Tunnels implements Admission, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tunnels.class);

    /** How long a connection waits for a Tunnel that this gateway hasn't seen yet. */
    private static final Duration UNSEEN = Duration.ofSeconds(5);

    private final TunnelSettings settings;
    private final InetAddress address;
    private final TunnelMeters meters;
    private final OutboundCalls outbound;
    private final PortRange range;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("tunnels").daemon().factory());
    private final Map<String, TunnelFact> known = new HashMap<>();
    private final Map<String, TunnelConnection> connected = new HashMap<>();
    private final Map<String, Map<Integer, Integer>> ports = new HashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile List<HeldTunnel> held = List.of();
    private boolean draining;

    /** A connection whose Tunnel hasn't been seen. */
    private record Waiting(Claim claim, String nonce, Channel channel) {}

    /** @param address the one that ports are opened at */
    Tunnels(
            LatestFacts facts,
            InetAddress address,
            TunnelSettings settings,
            OutboundCalls outbound,
            TunnelMeters counts,
            MeterRegistry meters) {
        this.settings = settings;
        this.address = address;
        this.outbound = outbound;
        this.meters = counts;
        this.range = new PortRange(settings.firstPort(), settings.lastPort());
        meters.gauge("offshoot.tunnels", this, tunnels -> tunnels.held.size());
        facts.follow(this::follow);
    }

    /** Those that are connected, sorted. */
    public List<HeldTunnel> held() {
        return held;
    }

    /** Calls {@code follower} after each change of {@link #held}; it may not wait. */
    public void onChange(Runnable follower) {
        followers.add(follower);
    }

    /** Tells all clients, also those to come, to go to another gateway; they are served until they do. */
    public void goAway() {
        run(() -> {
            draining = true;
            connected.values().forEach(TunnelConnection::goAway);
        });
    }

    @Override
    public void admit(Claim claim, String nonce, Channel channel) {
        run(() -> {
            Waiting one = new Waiting(claim, nonce, channel);
            if (!decided(one)) {
                waiting.add(one);
                thread.schedule(() -> giveUp(one), UNSEEN.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    private void giveUp(Waiting one) {
        if (waiting.remove(one)) {
            refuse(one, Parting.UNKNOWN, "No Tunnel " + one.claim.shown() + " of this UID is known to the gateway.");
        }
    }

    private void refuse(Waiting one, Parting why, String reason) {
        LOG.info(
                "Refused a connection for Tunnel {} from {}: {}",
                one.claim.shown(),
                one.channel.remoteAddress(),
                reason);
        meters.ended(why);
        Channel channel = one.channel;
        channel.eventLoop()
                .execute(() -> channel.pipeline().get(FrameBytes.class).part(why, reason));
    }

    /** Whether the Tunnel is known, so that the connection was admitted or refused. */
    private boolean decided(Waiting one) {
        TunnelFact fact = known.get(one.claim.uid());
        if (fact == null || !(fact.namespace() + "/" + fact.name()).equals(one.claim.shown())) {
            return false;
        }
        if (one.claim.isBy(fact.publicKey(), one.nonce)) {
            connect(fact, one);
        } else {
            refuse(one, Parting.NOT_SIGNED, "The key of Tunnel " + one.claim.shown() + " is another one.");
        }
        return true;
    }

    private void connect(TunnelFact fact, Waiting one) {
        TunnelConnection former = connected.remove(fact.uid());
        if (former != null) {
            former.end(Parting.TAKEN_OVER, "Another connection serves Tunnel " + shown(fact) + " now.");
        }
        TunnelConnection connection = new TunnelConnection(fact, one.channel, meters);
        connection.begin(settings, outbound);
        if (!connection.listen(address, candidates(fact))) {
            connection.end(
                    Parting.FAILED,
                    "The gateway has no free port from " + settings.firstPort() + " to " + settings.lastPort()
                            + " for Tunnel " + shown(fact) + ".");
            tell();
            return;
        }
        connected.put(fact.uid(), connection);
        ports.put(fact.uid(), connection.ports());
        meters.admitted();
        LOG.info("Tunnel {} of {} is connected from {}", shown(fact), fact.owner(), one.channel.remoteAddress());
        if (draining) {
            connection.goAway();
        }
        tell();
        one.channel.closeFuture().addListener(closed -> run(() -> lost(connection)));
    }

    /** The ports that it had before first, so that who knows them finds it again; then any, each at most once. */
    private IntUnaryOperator candidates(TunnelFact fact) {
        Map<Integer, Integer> before = new HashMap<>(ports.getOrDefault(fact.uid(), Map.of()));
        int[] left = {range.size()};
        return port -> {
            Integer former = before.remove(port);
            if (former != null) {
                return former;
            }
            return left[0]-- > 0 ? range.next() : -1;
        };
    }

    private void lost(TunnelConnection connection) {
        connection.closeListeners();
        if (connected.remove(connection.fact().uid(), connection)) {
            LOG.info("Tunnel {} isn't connected any more", shown(connection.fact()));
            tell();
        }
    }

    private void follow(Facts facts) {
        List<TunnelFact> all = new ArrayList<>();
        for (NamespaceFacts namespace : facts.namespaces()) {
            all.addAll(namespace.tunnels());
        }
        run(() -> become(all));
    }

    private void become(List<TunnelFact> all) {
        known.clear();
        all.forEach(fact -> known.put(fact.uid(), fact));
        ports.keySet().retainAll(known.keySet());
        List<TunnelConnection> ended = connected.values().stream()
                .filter(connection -> !known.containsKey(connection.fact().uid()))
                .toList();
        for (TunnelConnection connection : ended) {
            connected.remove(connection.fact().uid());
            connection.end(Parting.DELETED, "Tunnel " + shown(connection.fact()) + " was deleted.");
        }
        if (!ended.isEmpty()) {
            tell();
        }
        waiting.removeIf(this::decided);
    }

    private static String shown(TunnelFact fact) {
        return fact.namespace() + "/" + fact.name();
    }

    private void tell() {
        held = connected.values().stream()
                .map(connection -> connection.held())
                .sorted()
                .toList();
        followers.forEach(Runnable::run);
    }

    /** What comes after the end is nobody's concern any more. */
    private void run(Runnable task) {
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException closed) {
            LOG.debug("After the end", closed);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failed) {
            LOG.error("A tunnel failed; the others go on", failed);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
