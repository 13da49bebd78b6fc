package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a small request costs the gateway's process in things that can be counted on any machine, however slow or busy it is. One
 * request is under way at a time. Compiled by C1 alone, which removes no allocation, so that it doesn't matter what is hot. The
 * limits lie half above what was counted when they were set; benchmarks tell what costs time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestCostIT {
    private static final int REQUESTS = 1000;
    private static final int MOST_SYSTEM_CALLS = 9;
    private static final int MOST_BYTES = 20_000;
    private static final String REQUEST = Ask.get("alice--web.localhost").http1();

    @TempDir
    private static Path folder;

    private final Origin origin = new Origin("alice/web");
    private GatewayProcess gateway;
    private KeptConnection connection;

    @BeforeAll
    void start() throws IOException {
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .served("default", "web", origin, "expose=true")
                .child("alice", "default")
                .served("alice", "web", origin);
        List<String> jvm = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dio.netty.leakDetection.level=disabled");
        gateway = new GatewayProcess(folder, cluster, jvm);
        connection = new KeptConnection(gateway.port());
        ask(REQUESTS); // so that what is made once is made
    }

    @AfterAll
    void stop() throws IOException {
        connection.close();
        gateway.close();
        origin.close();
    }

    @Test
    void aRequestTakesFewSystemCalls() throws Exception {
        try (SystemCalls calls = SystemCalls.of(gateway.pid(), folder.resolve("calls"))) {
            ask(REQUESTS);
            assertThat(calls.counted() / (double) REQUESTS)
                    .as("system calls per request")
                    .isBetween(4.0, (double) MOST_SYSTEM_CALLS); // none comes with less than two reads and two writes
        }
    }

    @Test
    void aRequestAllocatesFewBytes() throws Exception {
        try (AllocatedBytes allocated = new AllocatedBytes(gateway.pid())) {
            long before = allocated.total();
            ask(REQUESTS);
            assertThat((allocated.total() - before) / REQUESTS)
                    .as("bytes allocated per request")
                    .isBetween(1L, (long) MOST_BYTES);
        }
    }

    private void ask(int requests) throws IOException {
        for (int i = 0; i < requests; i++) {
            assertThat(connection.ask(REQUEST).status()).isEqualTo(200);
        }
    }
}
