package dev.offshoot.gateway.tunnel;

import dev.offshoot.tunnel.Parting;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts tunnels and what passes through them. No label has more values than stand here. */
final class TunnelMeters {
    private final MeterRegistry meters;
    private final Counter opened;
    private final Counter tooMany;
    private final Counter failed;
    private final Counter in;
    private final Counter out;

    TunnelMeters(MeterRegistry meters) {
        this.meters = meters;
        this.opened = meters.counter("offshoot.tunnel.streams", "outcome", "opened");
        this.tooMany = meters.counter("offshoot.tunnel.streams", "outcome", "too-many");
        this.failed = meters.counter("offshoot.tunnel.streams", "outcome", "failed");
        this.in = meters.counter("offshoot.tunnel.bytes", "direction", "to-process");
        this.out = meters.counter("offshoot.tunnel.bytes", "direction", "from-process");
    }

    /** Connections that were admitted. */
    void admitted() {
        meters.counter("offshoot.tunnel.connections", "event", "admitted").increment();
    }

    /** Connections that ended, or weren't admitted, by the reason. */
    void ended(Parting why) {
        String event = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
        meters.counter("offshoot.tunnel.connections", "event", event).increment();
    }

    Counter opened() {
        return opened;
    }

    Counter tooMany() {
        return tooMany;
    }

    Counter failed() {
        return failed;
    }

    Counter toProcess() {
        return in;
    }

    Counter fromProcess() {
        return out;
    }
}
