package dev.offshoot.gateway.tunnel;

import dev.offshoot.tunnel.Parting;
import dev.offshoot.tunnel.StreamOpener.Outcome;
import dev.offshoot.tunnel.StreamPipe;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.ByteBuf;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Counts tunnels and what passes through them. No label has more values than stand here. */
final class TunnelMeters {
    private static final String CALLS = "offshoot.tunnel.calls";

    private final MeterRegistry meters;
    private final Map<Outcome, Counter> streams = new EnumMap<>(Outcome.class);
    private final StreamPipe.Traffic traffic;
    private final Counter joined;
    private final Counter refused;
    private final Counter failed;

    TunnelMeters(MeterRegistry meters) {
        this.meters = meters;
        for (Outcome outcome : Outcome.values()) {
            streams.put(outcome, meters.counter("offshoot.tunnel.streams", "outcome", label(outcome)));
        }
        Counter in = meters.counter("offshoot.tunnel.bytes", "direction", "to-process");
        Counter out = meters.counter("offshoot.tunnel.bytes", "direction", "from-process");
        this.traffic = new Counted(out, in);
        this.joined = meters.counter(CALLS, "outcome", "joined");
        this.refused = meters.counter(CALLS, "outcome", "refused");
        this.failed = meters.counter(CALLS, "outcome", "failed");
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Connections that were admitted. */
    void admitted() {
        meters.counter("offshoot.tunnel.connections", "event", "admitted").increment();
    }

    /** Connections that ended, or weren't admitted, by the reason. */
    void ended(Parting why) {
        meters.counter("offshoot.tunnel.connections", "event", label(why)).increment();
    }

    /** Connections to processes. */
    Counter streams(Outcome outcome) {
        return Objects.requireNonNull(streams.get(outcome));
    }

    /** Counts the bytes of a connection, whichever end opened it. */
    StreamPipe.Traffic traffic() {
        return traffic;
    }

    /** Connections of processes that were taken. */
    Counter callsJoined() {
        return joined;
    }

    /** What a process' owner wasn't allowed: an answer of Kubernetes, which holds for a while. */
    Counter callsRefused() {
        return refused;
    }

    /** Connections of processes that couldn't be taken. */
    Counter callsFailed() {
        return failed;
    }

    private record Counted(Counter out, Counter in) implements StreamPipe.Traffic {
        @Override
        public void toSocket(ByteBuf bytes) {
            out.increment(bytes.readableBytes());
        }

        @Override
        public void fromSocket(ByteBuf bytes) {
            in.increment(bytes.readableBytes());
        }

        @Override
        public void ended() {}
    }
}
