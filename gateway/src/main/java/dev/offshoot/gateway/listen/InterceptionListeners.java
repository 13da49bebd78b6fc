package dev.offshoot.gateway.listen;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.routing.snapshot.Listener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServer;

/**
 * The listening ports of intercepted Services: as many as the snapshot says, opened and closed as it changes. A port that can't
 * be opened is a problem of its Service alone, tried again every two seconds. A port that is no longer wanted stays open for a
 * while, since nodes may send connections to it yet; then it takes no new ones, and those it has end with their next answer.
 *
 * <p>All methods may be called from any thread but an event loop; they wait for each other and for the system's ports.
 */
public final class InterceptionListeners implements AutoCloseable {
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final PipeMeters pipes;
    private final Duration linger;
    private final int firstPort;
    private final int lastPort;
    private final Map<Integer, InterceptionPort> open = new HashMap<>();
    private final Map<Integer, Long> closing = new HashMap<>();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile Set<Integer> listening = Set.of();
    private volatile List<Problem> problems = List.of();
    private List<Listener> wanted = List.of();
    private @Nullable HttpServer base;
    private @Nullable Disposable next;

    /**
     * @param linger how long a port stays open that nobody wants any more
     * @param firstPort the first that is opened
     * @param lastPort the last that is opened
     */
    InterceptionListeners(PipeMeters pipes, Duration linger, int firstPort, int lastPort) {
        this.pipes = pipes;
        this.linger = linger;
        this.firstPort = firstPort;
        this.lastPort = lastPort;
    }

    /** Listens where {@code listeners} say, from now on, or from {@link #serve} on if that is later. */
    public synchronized void follow(List<Listener> listeners) {
        wanted = List.copyOf(listeners);
        reconcile();
    }

    /** The ports that are open. */
    public Set<Integer> listening() {
        return listening;
    }

    /** Calls {@code follower} after each change of {@link #listening}; it may not wait. */
    public void onChange(Runnable follower) {
        followers.add(follower);
    }

    /** The ports that couldn't be opened, sorted. */
    public List<Problem> problems() {
        return problems;
    }

    /** Begins to listen, with servers like {@code server}, which has an address and a handler and no port. */
    synchronized void serve(HttpServer server) {
        base = server;
        reconcile();
    }

    /** Closes all ports, for good. */
    @Override
    public synchronized void close() {
        base = null;
        cancelNext();
        open.values().forEach(InterceptionPort::close);
        open.clear();
        closing.clear();
        tell();
    }

    private void reconcile() {
        if (base == null) {
            return;
        }
        cancelNext();
        List<Problem> found = new ArrayList<>();
        Map<Integer, Listener> byPort = wanted.stream()
                .filter(listener -> isWithinRange(listener, found))
                .collect(Collectors.toMap(Listener::port, Function.identity(), (first, second) -> first));
        Duration untilClosing = closeOthers(byPort.keySet());
        boolean retry = false;
        for (Listener listener : byPort.values()) {
            Problem problem = listen(base, listener);
            if (problem != null) {
                found.add(problem);
                retry = true;
            }
        }
        problems = found.stream().sorted().toList();
        tell();
        Duration untilNext = retry ? RETRY : untilClosing;
        if (untilNext != null) {
            next = Schedulers.boundedElastic().schedule(this::again, untilNext.toMillis() + 1, TimeUnit.MILLISECONDS);
        }
    }

    /** Closes what nobody has wanted for long enough; the time until the next has to be closed, null if none has. */
    private @Nullable Duration closeOthers(Set<Integer> wantedPorts) {
        closing.keySet().removeAll(wantedPorts);
        long now = System.nanoTime();
        Long first = null;
        for (int port : List.copyOf(open.keySet())) {
            if (wantedPorts.contains(port)) {
                continue;
            }
            long left = closing.computeIfAbsent(port, any -> now + linger.toNanos()) - now;
            if (left <= 0) {
                closing.remove(port);
                Objects.requireNonNull(open.remove(port)).close();
            } else if (first == null || left < first) {
                first = left;
            }
        }
        return first == null ? null : Duration.ofNanos(first);
    }

    private void tell() {
        Set<Integer> now = Set.copyOf(open.keySet());
        if (!now.equals(listening)) {
            listening = now;
            followers.forEach(Runnable::run);
        }
    }

    /** Whoever may write a slice may name any port; the controller takes no gateway's word that listens outside the range. */
    private boolean isWithinRange(Listener listener, List<Problem> found) {
        if (listener.port() >= firstPort && listener.port() <= lastPort) {
            return true;
        }
        found.add(new Problem(
                ProblemCode.LISTENER_TAKEN,
                ObjectRef.service(listener.called().service()),
                "listening port " + listener.port() + " isn't opened (expected: one from " + firstPort + " to "
                        + lastPort + ")"));
        return false;
    }

    private @Nullable Problem listen(HttpServer server, Listener listener) {
        InterceptionPort port = open.get(listener.port());
        if (port != null) {
            port.become(listener);
            return null;
        }
        try {
            open.put(listener.port(), new InterceptionPort(server, listener, pipes));
            return null;
        } catch (RuntimeException e) {
            return taken(listener, e);
        }
    }

    private static Problem taken(Listener listener, RuntimeException e) {
        String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
        return new Problem(
                ProblemCode.LISTENER_TAKEN,
                ObjectRef.service(listener.called().service()),
                "listening port " + listener.port() + " of port "
                        + listener.called().portNumber()
                        + " can't be opened: " + why
                        + " (expected: a port that is free on the gateway); calls through it fail until it can");
    }

    private synchronized void again() {
        reconcile();
    }

    private void cancelNext() {
        if (next != null) {
            next.dispose();
            next = null;
        }
    }
}
