package dev.offshoot.controller.replicas;

import dev.offshoot.cluster.replica.ListeningState;
import dev.offshoot.controller.loop.GatewayReplicas;
import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway replicas as they are now. All methods may be called from any thread; none waits for a replica.
 *
 * <p>A replica's death is known by the end of its connection and a dial that then fails, or by its Pod's word. Silence alone is
 * none, nor is an answer that only says that the gateway can't check our token just now.
 */
public final class Replicas implements GatewayReplicas {
    private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

    private final KubernetesClient client;
    private final ReplicaSettings settings;
    private final TreeMap<String, Known> byUid = new TreeMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore changes = new Semaphore(0);
    private boolean podsKnown;
    private boolean closed;
    private volatile View view = new View(List.of(), List.of(), List.of(), false);

    /** What callers see. */
    private record View(List<Replica> replicas, List<TunnelEnd> tunnels, List<Problem> problems, boolean complete) {}

    /** A Pod, the thread that talks with it, and what came of that. */
    private static final class Known {
        private GatewayPod pod;
        private Word word = new Word.Awaited();
        private @Nullable Thread thread;

        Known(GatewayPod pod) {
            this.pod = pod;
        }
    }

    /** @param client stays the caller's */
    public Replicas(KubernetesClient client, ReplicaSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * Begins to follow them, on threads of its own.
     *
     * @param changed called after {@link #replicas}, {@link #tunnels}, {@link #complete} or {@link #problems} became different, never twice at once
     */
    @Override
    public synchronized void start(Runnable changed) {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("the replicas are followed already (expected: one call)");
        }
        threads.add(daemon("offshoot-replicas", () -> tell(changed)));
        threads.add(daemon("offshoot-gateway-pods", new GatewayPods(client, settings, this::pods)));
    }

    private static Thread daemon(String name, Runnable task) {
        return Thread.ofPlatform().name(name).daemon().start(task);
    }

    private void tell(Runnable changed) {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                changes.acquire();
                changes.drainPermits();
                changed.run();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException failed) {
                LOG.error("a change of the gateway replicas could not be taken in", failed);
            }
        }
    }

    private synchronized void pods(List<GatewayPod> pods) {
        if (closed) {
            return;
        }
        podsKnown = true;
        byUid.values().removeIf(known -> {
            boolean gone = pods.stream().noneMatch(pod -> isSame(pod, known.pod));
            if (gone) {
                end(known);
            }
            return gone;
        });
        for (GatewayPod pod : pods) {
            Known known = byUid.computeIfAbsent(pod.uid(), uid -> begin(new Known(pod)));
            known.pod = pod;
        }
        show();
    }

    private static boolean isSame(GatewayPod one, GatewayPod other) {
        return one.uid().equals(other.uid()) && one.addresses().equals(other.addresses());
    }

    private Known begin(Known known) {
        Acquaintance acquaintance = new Acquaintance(known.pod, settings, word -> said(known, word));
        known.thread =
                Thread.ofVirtual().name("offshoot-gateway-" + known.pod.name()).start(acquaintance);
        return known;
    }

    private static void end(Known known) {
        if (known.thread != null) {
            known.thread.interrupt();
        }
    }

    private synchronized void said(Known known, Word word) {
        if (closed) {
            return;
        }
        switch (word) {
            case Word.Awaited awaited -> {}
            case Word.Said said -> LOG.debug("gateway {}: {}", known.pod.name(), said.state());
            case Word.Dead dead -> LOG.warn("gateway {} can't be reached: {}", known.pod.name(), dead.reason());
            case Word.Doubtful doubt -> LOG.warn("gateway {} doesn't count: {}", known.pod.name(), doubt.reason());
        }
        known.word = word;
        show();
    }

    private void show() {
        List<Replica> replicas = new ArrayList<>();
        List<TunnelEnd> tunnels = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        boolean complete = podsKnown;
        for (Known known : byUid.values()) {
            switch (known.word) {
                case Word.Awaited awaited -> complete &= !known.pod.ready();
                case Word.Said said -> {
                    replicas.add(replica(known.pod, said.state()));
                    said.state()
                            .tunnels()
                            .forEach(held -> tunnels.add(new TunnelEnd(known.pod.name(), known.pod.addresses(), held)));
                }
                case Word.Dead dead -> {}
                case Word.Doubtful doubt -> problems.add(problem(known.pod, doubt.reason()));
            }
        }
        View next = new View(
                replicas.stream().sorted().toList(),
                tunnels.stream().sorted().toList(),
                problems.stream().sorted().toList(),
                view.complete || complete);
        if (!next.equals(view)) {
            view = next;
            changes.release();
        }
    }

    private static Replica replica(GatewayPod pod, ListeningState state) {
        boolean draining = state.draining() || pod.terminating();
        return new Replica(
                pod.name(),
                pod.addresses(),
                pod.ready() && state.ready() && !draining,
                draining,
                state.listening(),
                state.reached(),
                state.unreachable());
    }

    private Problem problem(GatewayPod pod, String reason) {
        return new Problem(
                ProblemCode.DOUBTFUL_REPLICA,
                new ObjectRef("Pod", settings.namespace(), pod.name()),
                reason + "; it isn't counted among the gateways");
    }

    /** Those that are alive, sorted. */
    @Override
    public List<Replica> replicas() {
        return view.replicas;
    }

    /** Those that living replicas hold, sorted. */
    @Override
    public List<TunnelEnd> tunnels() {
        return view.tunnels;
    }

    /** Whether the Pods are known, and each ready one has answered once or couldn't be reached. Once true it stays so. */
    @Override
    public boolean complete() {
        return view.complete;
    }

    /** Pods whose word isn't taken, sorted. */
    @Override
    public List<Problem> problems() {
        return view.problems;
    }

    @Override
    public synchronized void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        byUid.values().forEach(Replicas::end);
    }
}
