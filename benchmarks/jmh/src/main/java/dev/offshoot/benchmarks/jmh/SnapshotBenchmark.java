package dev.offshoot.benchmarks.jmh;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import java.util.List;
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

/** A snapshot compiled: of all facts, and after one Service's endpoint changed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class SnapshotBenchmark {
    @Param({"10", "1000", "10000"})
    int spaces;

    private Facts facts = Facts.EMPTY;
    private Facts changed = Facts.EMPTY;
    private Snapshot before = Snapshot.EMPTY;

    @Setup
    public void setUp() {
        Cluster cluster = new Cluster(spaces, 1);
        facts = cluster.facts();
        before = SnapshotCompiler.compile(Snapshot.EMPTY, facts, Cluster.CONFIG);
        changed = facts.with(List.of(cluster.overriding(spaces / 2, "10.0.1.2")));
        if (changedService() == before) {
            throw new IllegalStateException("the change made no other snapshot");
        }
    }

    @Benchmark
    public Snapshot full() {
        return SnapshotCompiler.compile(Snapshot.EMPTY, facts, Cluster.CONFIG);
    }

    @Benchmark
    public Snapshot changedService() {
        return SnapshotCompiler.compile(before, changed, Cluster.CONFIG);
    }
}
