package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What {@link RecordingLeakDetector} found: buffers that were collected without being released. */
public final class Leaks {
    private static final List<String> FOUND = new CopyOnWriteArrayList<>();

    private Leaks() {}

    /** Fails if a buffer was lost since the last call. */
    public static void assertNone() {
        assertThat(found()).isEmpty();
    }

    /** Collects garbage and looks at what was in it; a leak is seen when the next buffer is made. */
    static List<String> found() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int j = 0; j < 100; j++) {
                ByteBufAllocator.DEFAULT.buffer(16).release();
            }
        }
        List<String> found = List.copyOf(FOUND);
        FOUND.clear();
        return found;
    }

    static void report(String leak) {
        FOUND.add(leak);
    }
}
