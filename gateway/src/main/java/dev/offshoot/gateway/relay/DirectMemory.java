package dev.offshoot.gateway.relay;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;

/** The memory outside the heap that Netty's buffers share, by far the most of which holds bytes between clients and endpoints. */
final class DirectMemory {
    private DirectMemory() {}

    /** What the process may have at most, in bytes: {@code -XX:MaxDirectMemorySize}, or as much as the heap. */
    static long limit() {
        return PlatformDependent.maxDirectMemory();
    }

    static void measure(MeterRegistry meters) {
        Gauge.builder("offshoot.direct.memory.used", PlatformDependent::usedDirectMemory)
                .description("Memory outside the heap that Netty has allocated")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("offshoot.direct.memory.limit", DirectMemory::limit)
                .description("What it may allocate at most")
                .baseUnit("bytes")
                .register(meters);
    }
}
