package dev.offshoot.routing.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.fixtures.Shop;
import dev.offshoot.routing.snapshot.Snapshot;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * What a decision allocates, once it is compiled; counted, so that no busy machine changes it. By itself that is less than 200 bytes
 * (the JMH benchmarks say it); beside other tests, whose calls the compiler has seen too, fewer objects can be left out.
 */
class RouterAllocationTest {
    private static final int MOST_BYTES = 400;
    private static final int BATCH = 5000;
    private static final int BATCHES = 400;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Snapshot shop = Shop.snapshot();

    /** Allocates nothing itself. */
    private record Fixed(String authority, Map<String, String> headers, Map<String, List<String>> lines)
            implements RequestView {
        Fixed(String authority, String name, String value) {
            this(authority, Map.of(name, value), Map.of(name, List.of(value)));
        }

        @Override
        public String header(String name) {
            return headers.get(name);
        }

        @Override
        public List<String> headers(String name) {
            List<String> found = lines.get(name);
            return found == null ? List.of() : found;
        }

        @Override
        public String peerAddress() {
            return "10.9.9.1";
        }
    }

    @Test
    void aPrefixedHostIsDecidedWithinThem() {
        assertFew(
                new Arrival.Url(true), new Fixed("alice--catalog.dev.example.com", "accept", "*/*"), "team-a/catalog");
    }

    @Test
    void anInterceptedCallIsDecidedWithinThem() {
        assertFew(
                new Arrival.Intercepted(Objects.requireNonNull(shop.listener(20001))),
                new Fixed("payments", "x-offshoot-space", "bob"),
                "bob/payments");
    }

    private void assertFew(Arrival arrival, RequestView request, String answering) {
        long least = Long.MAX_VALUE;
        for (int batch = 0; batch < BATCHES && least > MOST_BYTES; batch++) { // until it is compiled
            long before = THREADS.getCurrentThreadAllocatedBytes();
            Routing routing = null;
            for (int i = 0; i < BATCH; i++) {
                routing = Router.route(shop, arrival, request, SeenTraces.NONE);
            }
            least = Math.min(least, (THREADS.getCurrentThreadAllocatedBytes() - before) / BATCH);
            assertThat(routing.decision())
                    .isInstanceOfSatisfying(
                            Decision.Forward.class,
                            forward -> assertThat(forward.backend().service()).hasToString(answering));
        }
        assertThat(least).as("bytes allocated per decision").isBetween(1L, (long) MOST_BYTES);
    }
}
