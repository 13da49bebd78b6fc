package dev.offshoot.benchmarks.jmh;

import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Decision;
import dev.offshoot.routing.decision.Router;
import dev.offshoot.routing.decision.Routing;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One request decided, from its host and headers to an answering Service; the callers take turns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class DecisionBenchmark {
    private static final int CALLERS = 1024;

    /** One call at a URL and the same intercepted. */
    private record Call(HeaderLines url, HeaderLines inCluster, Arrival listener) {}

    @Param({"10", "100", "1000", "10000"})
    int spaces;

    @Param({"1", "4", "16"})
    int depth;

    private final Arrival url = new Arrival.Url(true);
    private final Call[] calls = new Call[CALLERS];
    private Snapshot snapshot = Snapshot.EMPTY;
    private int next;

    @Setup
    public void setUp() {
        Cluster cluster = new Cluster(spaces, depth);
        snapshot = cluster.snapshot();
        for (int i = 0; i < CALLERS; i++) {
            int chain = (int) ((long) i * cluster.chains() / CALLERS);
            String caller = cluster.caller(chain);
            String service = cluster.overridden(chain);
            calls[i] = new Call(
                    lines(caller + ".s." + service + ".dev.example.com"),
                    lines(service, "x-offshoot-space", caller),
                    new Arrival.Intercepted(Objects.requireNonNull(snapshot.listener(cluster.listeningPort(chain)))));
            expectOverride(prefixedUrl());
        }
        next = 0;
        for (int i = 0; i < CALLERS; i++) {
            expectOverride(intercepted());
        }
    }

    private static HeaderLines lines(String host, String... more) {
        String[] common = {"host", host, "accept", "*/*", "user-agent", "curl/8.5", "accept-encoding", "gzip"};
        String[] all = java.util.Arrays.copyOf(common, common.length + more.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return new HeaderLines(host, all);
    }

    private static void expectOverride(Routing routing) {
        if (!(routing.decision() instanceof Decision.Forward forward)
                || !forward.backend().service().namespace().startsWith("space-")) {
            throw new IllegalStateException("decided " + routing + " (expected: an override)");
        }
    }

    private Call next() {
        Call call = calls[next];
        next = (next + 1) % CALLERS;
        return call;
    }

    @Benchmark
    public Routing prefixedUrl() {
        return Router.route(snapshot, url, next().url, SeenTraces.NONE);
    }

    @Benchmark
    public Routing intercepted() {
        Call call = next();
        return Router.route(snapshot, call.listener, call.inCluster, SeenTraces.NONE);
    }
}
