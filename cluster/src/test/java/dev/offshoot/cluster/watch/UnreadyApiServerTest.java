package dev.offshoot.cluster.watch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** API servers that don't serve, or not everything: nothing is told before all is known, and nothing known is lost. */
class UnreadyApiServerTest {
    private static final WatchTimes TIMES = new WatchTimes(
            Duration.ofMillis(5),
            Duration.ofSeconds(30),
            Duration.ofMillis(20),
            Duration.ofMillis(5),
            Duration.ofMillis(20));
    private static final String SPACE =
            "{\"metadata\": {\"name\": \"default\", \"labels\": {\"offshoot.dev/root\": \"true\"}}}";
    private static final String ORDERS =
            "{\"metadata\": {\"name\": \"orders\", \"namespace\": \"default\"}, \"spec\": {\"ports\": [{\"port\": 80}]}}";

    private final List<Facts> told = new CopyOnWriteArrayList<>();
    private FakeApiServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeApiServer();
        server.has("namespaces", SPACE);
        server.has("services", ORDERS);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespaces", "services", "endpointslices", "pods", "devspaces", "tunnels"})
    void oneKindThatIsRefusedKeepsEverythingBackUntilItComes(String plural) {
        server.refuses(plural, 503);
        try (ClusterSource source = new ClusterSource(server.client(), TIMES)) {
            source.watch(told::add);
            int asked = server.asked();
            await().atMost(10, SECONDS).until(() -> server.asked() > asked + 12);
            assertThat(told).isEmpty();

            server.has(plural, plural.equals("namespaces") ? SPACE : plural.equals("services") ? ORDERS : "");
            await().atMost(10, SECONDS).until(() -> !told.isEmpty());
            assertThat(services(told.getFirst())).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 429, 500, 503})
    void whatIsKnownStaysWhileWatchesAreRefusedAndIsListedAnewAfter410(int status) {
        try (ClusterSource source = new ClusterSource(server.client(), TIMES)) {
            source.watch(told::add);
            await().atMost(10, SECONDS).until(() -> !told.isEmpty());
            server.refuses("services", status);
            server.endWatches();
            int asked = server.asked();
            await().atMost(10, SECONDS).until(() -> server.asked() > asked + 5);
            assertThat(told).hasSize(1);

            server.forgets("services");
            server.has("services", "");
            await().atMost(10, SECONDS).until(() -> told.size() == 2);
            assertThat(services(told.getLast())).isEmpty();
        }
    }

    @Test
    void customResourcesThatTheClusterDoesNotHaveAreNone() {
        server.refuses("devspaces", 404);
        server.refuses("tunnels", 404);
        try (ClusterSource source = new ClusterSource(server.client(), TIMES)) {
            source.watch(told::add);
            await().atMost(10, SECONDS).until(() -> !told.isEmpty());
            server.has("tunnels", """
                    {"metadata": {"name": "t", "namespace": "default"},
                     "spec": {"service": "orders", "ports": [80], "publicKey": "k", "owner": "dana"}}
                    """);
            await().atMost(10, SECONDS)
                    .until(() -> told.getLast().namespace("default").tunnels().size() == 1);
        }
    }

    @Test
    void aKindOfKubernetesThatIsNotFoundIsNoEmptyOne() {
        server.refuses("services", 404);
        try (ClusterSource source = new ClusterSource(server.client(), TIMES)) {
            source.watch(told::add);
            int asked = server.asked();
            await().atMost(10, SECONDS).until(() -> server.asked() > asked + 12);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void callersFromOutsideAreCompleteWhenEachKindIsListedOrAbsent() {
        server.refuses("targetgroupbindings", 404);
        server.refuses("apiservices", 503);
        server.has("mutatingwebhookconfigurations", """
                {"metadata": {"name": "hooks"}, "webhooks": [
                  {"name": "a", "clientConfig": {"service": {"namespace": "ops", "name": "hook"}}}]}
                """);
        AtomicInteger changes = new AtomicInteger();
        try (OutsideCallers callers = new OutsideCallers(server.client(), TIMES)) {
            callers.start(changes::incrementAndGet);
            int asked = server.asked();
            await().atMost(10, SECONDS).until(() -> server.asked() > asked + 12);
            assertThat(callers.complete()).isFalse();

            server.has("apiservices", "");
            await().atMost(10, SECONDS).until(callers::complete);
            assertThat(callers.calledByApiServer()).containsExactly(new ServiceKey("ops", "hook"));
            assertThat(callers.boundToPods()).isEmpty();
            await().atMost(10, SECONDS).until(() -> changes.get() == 5);
        }
    }

    private static List<?> services(Facts facts) {
        return facts.namespace("default").services();
    }
}
