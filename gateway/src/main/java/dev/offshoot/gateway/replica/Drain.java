package dev.offshoot.gateway.replica;

import dev.offshoot.gateway.GatewayProperties;
import dev.offshoot.gateway.listen.ClientConnections;
import dev.offshoot.gateway.source.LatestFacts;
import dev.offshoot.gateway.tunnel.Tunnels;
import dev.offshoot.routing.facts.Facts;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * What a gateway does between the word to stop and the stop: its readiness probe fails, it tells the controller, and serves on,
 * new connections too, until no interception slice lists it and nodes have had time to know. Then every connection ends with its
 * next answer, and WebSockets with a Close frame. Tunnels are told to go to another gateway at once. Should slices go on listing it, because no controller is there, a limit ends the wait.
 */
@Component
public final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration SETTLE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final ApplicationContext context;
    private final ReplicaState state;
    private final LatestFacts facts;
    private final ClientConnections connections;
    private final Tunnels tunnels;
    private final GatewayProperties.Drain times;
    private final boolean inCluster;
    private final Set<String> addresses;

    Drain(
            ApplicationContext context,
            ReplicaState state,
            LatestFacts facts,
            ClientConnections connections,
            Tunnels tunnels,
            GatewayProperties properties,
            @Value("${server.address:127.0.0.1}") InetAddress listen) {
        this.context = context;
        this.state = state;
        this.facts = facts;
        this.connections = connections;
        this.tunnels = tunnels;
        this.times = properties.drain();
        this.inCluster = properties.from().isEmpty();
        this.addresses = OwnAddresses.of(listen);
    }

    /** Returns when the gateway may be stopped. To be called once, on a thread that may wait; its interruption ends the wait. */
    public void run() throws InterruptedException {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        state.drain();
        tunnels.goAway();
        boolean alone = !inCluster && isUnlisted(facts.current());
        if (alone && times.settle() == null) {
            return;
        }
        LOG.info("Told to stop: serving on until no EndpointSlice lists {}", addresses);
        if (!await(times.limit(), unlisted())) {
            LOG.warn("Stopping although EndpointSlices still list {}: {} are over", addresses, times.limit());
            return;
        }
        Thread.sleep(times.settle() == null ? SETTLE : times.settle());
        connections.endWithNextAnswers();
        await(times.lastAnswers(), this::isLeft);
        LOG.info("Stopping; {} connections are still there", connections.count());
    }

    /** Whether no connection is there any more; those that became WebSockets meanwhile are ended too. */
    private boolean isLeft() {
        connections.endWebSockets();
        return connections.count() == 0;
    }

    private boolean isUnlisted(Facts known) {
        return addresses.stream().noneMatch(known::listsGateway);
    }

    /** Asks each new state of the cluster once: it is linear in all slices. */
    private BooleanSupplier unlisted() {
        return new BooleanSupplier() {
            private @Nullable Facts listing;

            @Override
            public boolean getAsBoolean() {
                Facts known = facts.current();
                if (known != listing && isUnlisted(known)) {
                    return true;
                }
                listing = known;
                return false;
            }
        };
    }

    /** Whether it came true in time. */
    private static boolean await(Duration most, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }
}
