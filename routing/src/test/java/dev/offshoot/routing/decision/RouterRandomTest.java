package dev.offshoot.routing.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.PortFact;
import dev.offshoot.routing.facts.Transport;
import dev.offshoot.routing.fixtures.RandomCluster;
import dev.offshoot.routing.fixtures.Request;
import dev.offshoot.routing.snapshot.Listener;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterRandomTest {
    private static final RoutingConfig CONFIG = new RoutingConfig(RandomCluster.DOMAINS, List.of(), null);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyRequestToAnyClusterIsDecidedAsTheProseSays(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            RandomCluster drawn = new RandomCluster(random, seed % 2 == 0);
            Facts facts = drawn.facts();
            Snapshot snapshot = SnapshotCompiler.compile(Snapshot.EMPTY, facts, CONFIG);
            NaiveRouter naive = new NaiveRouter(facts, CONFIG.domains());
            for (int j = 0; j < 25; j++) {
                Request request = drawn.request();
                boolean trust = random.nextBoolean();
                Routing routing = Router.route(snapshot, new Arrival.Url(trust), request, SeenTraces.NONE);
                assertThat(outcome(routing))
                        .as("seed %s, cluster %s, trust %s, %s", seed, i, trust, request)
                        .isEqualTo(naive.url(request, trust));
                for (Listener listener : snapshot.listeners()) {
                    Arrival arrival = new Arrival.Intercepted(listener);
                    Routing intercepted = Router.route(snapshot, arrival, request, SeenTraces.NONE);
                    Backend called = listener.called();
                    PortFact port = new PortFact(called.portName(), called.portNumber(), Transport.TCP, null);
                    assertThat(outcome(intercepted))
                            .as("seed %s, cluster %s, listener %s, %s", seed, i, listener, request)
                            .isEqualTo(naive.intercepted(request, called.service(), port));
                }
            }
        }
    }

    /** So that the comparison above is known to compare something. */
    @Test
    void theDrawnRequestsMeetEveryOutcome() {
        Random random = new Random(1);
        Map<ErrorCode, Integer> refused = new EnumMap<>(ErrorCode.class);
        int forwarded = 0;
        for (int i = 0; i < 100; i++) {
            RandomCluster drawn = new RandomCluster(random, i % 2 == 0);
            Snapshot snapshot = SnapshotCompiler.compile(Snapshot.EMPTY, drawn.facts(), CONFIG);
            for (int j = 0; j < 50; j++) {
                switch (Router.route(snapshot, new Arrival.Url(true), drawn.request(), SeenTraces.NONE)
                        .decision()) {
                    case Decision.Forward forward -> forwarded++;
                    case Decision.Refuse refuse -> refused.merge(refuse.code(), 1, Integer::sum);
                }
            }
        }
        assertThat(forwarded).as("refused: %s", refused).isGreaterThan(200);
        assertThat(refused.keySet())
                .contains(
                        ErrorCode.UNKNOWN_HOST,
                        ErrorCode.UNKNOWN_SPACE,
                        ErrorCode.AMBIGUOUS_HOST,
                        ErrorCode.SPACE_NOT_SERVED,
                        ErrorCode.SPACE_NEEDED,
                        ErrorCode.SPACE_BROKEN,
                        ErrorCode.PORT_MISMATCH,
                        ErrorCode.NO_ENDPOINTS,
                        ErrorCode.UNSUPPORTED_SERVICE,
                        ErrorCode.BAD_CONTEXT);
    }

    private static String outcome(Routing routing) {
        return switch (routing.decision()) {
            case Decision.Forward forward -> {
                Backend to = forward.backend();
                List<String> endpoints =
                        to.endpoints().stream().map(Endpoint::toString).sorted().toList();
                yield "to " + to.service() + ":" + to.portNumber() + " at " + endpoints
                        + (to.ready() == 0 ? " terminating" : "") + " in " + forward.context()
                        + (noticed(forward) ? " noticed" : "");
            }
            case Decision.Refuse refuse ->
                switch (refuse.code()) {
                    case SPACE_BROKEN, SPACE_NOT_SERVED -> refuse.code() + " " + refuse.space();
                    default -> refuse.code().toString();
                };
        };
    }

    /** What a header that names no space adds is the reader's own. */
    private static boolean noticed(Decision.Forward forward) {
        return forward.notice() != null
                && (forward.notice().contains("isn't served by host")
                        || forward.notice().contains("fallback Unready"));
    }
}
