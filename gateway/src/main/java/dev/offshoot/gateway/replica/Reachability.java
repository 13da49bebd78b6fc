package dev.offshoot.gateway.replica;

import dev.offshoot.gateway.source.LatestFacts;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.plan.Reach;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableChannel;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.tcp.TcpClient;

/**
 * Whether this gateway can connect to the endpoints of Services that are, or are about to be, intercepted. Each ready one is
 * connected to once and left at once. One that fails is tried again after a second, before it is called unreachable,
 * and every ten seconds from then on. Nothing here waits; the lock, which event loops take too, is held for moments.
 */
@Component
final class Reachability {
    private static final int AT_ONCE = 32;
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration SECOND_TRY = Duration.ofSeconds(1);
    private static final Duration LATER_TRIES = Duration.ofSeconds(10);

    /** These two are the source's thread's. */
    private final Map<String, NamespaceFacts> seen = new HashMap<>();

    private final Map<String, List<Endpoint>> byNamespace = new HashMap<>();
    private final Set<Endpoint> wanted = new HashSet<>();
    private final Set<Endpoint> reached = new HashSet<>();
    private final Map<Endpoint, Integer> failed = new HashMap<>();
    private final Queue<Endpoint> waiting = new ArrayDeque<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private int dialling;
    private boolean closed;

    Reachability(LatestFacts facts) {
        facts.follow(this::follow);
    }

    /** Calls {@code follower} after each change; it may not wait. */
    void onChange(Runnable follower) {
        followers.add(follower);
    }

    /** Those that were connected to. */
    synchronized Set<Endpoint> reached() {
        return Set.copyOf(reached);
    }

    /** Those that were tried at least twice and never connected to. */
    synchronized Set<Endpoint> unreachable() {
        Set<Endpoint> unreachable = new HashSet<>();
        failed.forEach((endpoint, times) -> {
            if (times > 1) {
                unreachable.add(endpoint);
            }
        });
        return unreachable;
    }

    private void follow(Facts facts) {
        if (take(facts)) {
            Set<Endpoint> now = new HashSet<>();
            byNamespace.values().forEach(now::addAll);
            want(now);
            tell();
        }
    }

    /** Whether anything became different. */
    private boolean take(Facts facts) {
        boolean changed = byNamespace.keySet().removeIf(name -> facts.namespace(name) == null);
        seen.keySet().removeIf(name -> facts.namespace(name) == null);
        for (NamespaceFacts namespace : facts.namespaces()) {
            if (seen.put(namespace.name(), namespace) == namespace) {
                continue;
            }
            List<Endpoint> endpoints = Reach.wanted(namespace);
            List<Endpoint> before = endpoints.isEmpty()
                    ? byNamespace.remove(namespace.name())
                    : byNamespace.put(namespace.name(), endpoints);
            changed |= !endpoints.equals(before == null ? List.of() : before);
        }
        return changed;
    }

    private synchronized void want(Set<Endpoint> now) {
        reached.retainAll(now);
        failed.keySet().retainAll(now);
        waiting.removeIf(endpoint -> !now.contains(endpoint));
        List<Endpoint> added = new ArrayList<>(now);
        added.removeAll(wanted);
        wanted.clear();
        wanted.addAll(now);
        added.stream().sorted().forEach(waiting::add);
        dialNext();
    }

    private void dialNext() {
        while (dialling < AT_ONCE && !waiting.isEmpty() && !closed) {
            Endpoint endpoint = waiting.remove();
            dialling++;
            dial(endpoint).subscribe(connection -> {}, failure -> done(endpoint, false), () -> done(endpoint, true));
        }
    }

    private static Mono<Void> dial(Endpoint endpoint) {
        return TcpClient.create(ConnectionProvider.newConnection())
                .host(endpoint.address())
                .port(endpoint.port())
                .connect()
                .timeout(CONNECT)
                .doOnNext(DisposableChannel::dispose)
                .then();
    }

    private void done(Endpoint endpoint, boolean connected) {
        synchronized (this) {
            dialling--;
            if (wanted.contains(endpoint) && connected) {
                reached.add(endpoint);
                failed.remove(endpoint);
            } else if (wanted.contains(endpoint)) {
                int times = failed.merge(endpoint, 1, Integer::sum);
                Mono.delay(times == 1 ? SECOND_TRY : LATER_TRIES).subscribe(any -> again(endpoint));
            }
            dialNext();
        }
        tell();
    }

    private synchronized void again(Endpoint endpoint) {
        if (failed.containsKey(endpoint) && !waiting.contains(endpoint)) {
            waiting.add(endpoint);
            dialNext();
        }
    }

    private void tell() {
        followers.forEach(Runnable::run);
    }

    @PreDestroy
    synchronized void close() {
        closed = true;
    }
}
