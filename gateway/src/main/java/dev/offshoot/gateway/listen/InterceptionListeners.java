package dev.offshoot.gateway.listen;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.routing.snapshot.Listener;
import io.netty.channel.ChannelOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServer;

/**
 * The listening ports of intercepted Services: as many as the snapshot says, opened and closed as it changes. A port that can't
 * be opened is a problem of its Service alone, tried again every two seconds. A closed one takes no new connections;
 * those it has end with their next answer.
 *
 * <p>All methods may be called from any thread but an event loop; they wait for each other and for the system's ports.
 */
public final class InterceptionListeners implements AutoCloseable {
    private static final long RETRY_SECONDS = 2;

    private final PipeMeters pipes;
    private final Map<Integer, InterceptionPort> open = new HashMap<>();
    private volatile List<Problem> problems = List.of();
    private List<Listener> wanted = List.of();
    private @Nullable HttpServer base;
    private @Nullable Disposable retry;

    InterceptionListeners(PipeMeters pipes) {
        this.pipes = pipes;
    }

    /** Listens where {@code listeners} say, from now on, or from {@link #serve} on if that is later. */
    public synchronized void follow(List<Listener> listeners) {
        wanted = List.copyOf(listeners);
        reconcile();
    }

    /** The ports that couldn't be opened, sorted. */
    public List<Problem> problems() {
        return problems;
    }

    /** Begins to listen, with servers like {@code server}, which has an address and a handler and no port. */
    synchronized void serve(HttpServer server) {
        base = server.childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        reconcile();
    }

    /** Closes all ports, for good. */
    @Override
    public synchronized void close() {
        base = null;
        stopRetrying();
        open.values().forEach(InterceptionPort::close);
        open.clear();
    }

    private void reconcile() {
        if (base == null) {
            return;
        }
        stopRetrying();
        Map<Integer, Listener> byPort = wanted.stream()
                .collect(Collectors.toMap(Listener::port, Function.identity(), (first, second) -> first));
        open.entrySet().removeIf(entry -> {
            boolean gone = !byPort.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        List<Problem> found = new ArrayList<>();
        for (Listener listener : byPort.values()) {
            Problem problem = listen(base, listener);
            if (problem != null) {
                found.add(problem);
            }
        }
        problems = found.stream().sorted().toList();
        if (!found.isEmpty()) {
            retry = Schedulers.boundedElastic().schedule(this::tryAgain, RETRY_SECONDS, TimeUnit.SECONDS);
        }
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

    private synchronized void tryAgain() {
        reconcile();
    }

    private void stopRetrying() {
        if (retry != null) {
            retry.dispose();
            retry = null;
        }
    }
}
