package dev.offshoot.benchmarks.jmh;

import dev.offshoot.routing.context.ContextRead;
import dev.offshoot.routing.context.ContextReader;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.context.Source;
import dev.offshoot.routing.snapshot.Snapshot;
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

/** One request's context read from where it stands; lower sources mean that all higher ones were looked for. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ContextBenchmark {
    private static final String CALLER = "space-7-0";
    private static final String TRACE = "00-%016x00f067aa0ba902b7-00f067aa0ba902b7-01";

    @Param({"SPACE_HEADER", "BAGGAGE", "TRACESTATE", "TRACE_ID", "CALLED_SERVICE"})
    Source source;

    private Snapshot snapshot = Snapshot.EMPTY;
    private HeaderLines request = new HeaderLines("svc-7");

    @Setup
    public void setUp() {
        snapshot = new Cluster(1000, 1).snapshot();
        long tag = source == Source.TRACE_ID ? snapshot.traceTagOf(CALLER) : 0x4bf92f3577b34da6L;
        String trace = TRACE.formatted(tag);
        request = switch (source) {
            case SPACE_HEADER -> new HeaderLines("svc-7", "host", "svc-7", "x-offshoot-space", CALLER);
            case BAGGAGE ->
                new HeaderLines("svc-7", "traceparent", trace, "baggage", "user=42,offshoot-space=" + CALLER);
            case TRACESTATE ->
                new HeaderLines("svc-7", "traceparent", trace, "tracestate", "vendor=a1,offshoot=" + CALLER);
            default -> new HeaderLines("svc-7", "host", "svc-7", "traceparent", trace);
        };
        if (!(read() instanceof ContextRead.Found found) || found.source() != source) {
            throw new IllegalStateException("read " + read() + " (expected: from " + source + ")");
        }
    }

    @Benchmark
    public ContextRead read() {
        return ContextReader.read(
                request, snapshot, SeenTraces.NONE, snapshot.readOptions(true, false), "default", null);
    }
}
