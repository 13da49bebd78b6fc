package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.UpstreamProtocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeastRequestsTest {
    private final Map<Endpoint, EndpointLoad> loads = new HashMap<>();

    private EndpointLoad load(Endpoint endpoint) {
        return loads.computeIfAbsent(endpoint, unknown -> new EndpointLoad(new Avoidance(Long.MAX_VALUE / 64, 1)));
    }

    private static Backend backend(int affinitySeconds, int endpoints) {
        return TestGateway.backend(
                UpstreamProtocol.HTTP1,
                affinitySeconds,
                IntStream.range(1, endpoints + 1).toArray());
    }

    private Endpoint choose(Backend backend, String client, Set<Endpoint> tried, long seed) {
        return LeastRequests.choose(backend, client, tried, this::load, new Random(seed)::nextInt);
    }

    @Test
    void theLessBusyOfTwoIsChosen() {
        Backend backend = backend(0, 2);
        load(backend.endpoints().getFirst()).begin();

        for (long seed = 0; seed < 50; seed++) {
            assertThat(choose(backend, "c", Set.of(), seed))
                    .as("seed %d", seed)
                    .isEqualTo(backend.endpoints().getLast());
        }
    }

    @Test
    void loadEvensOut() {
        Backend backend = backend(0, 5);
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            load(LeastRequests.choose(backend, "c", Set.of(), this::load, random::nextInt))
                    .begin();
        }
        assertThat(backend.endpoints())
                .allSatisfy(endpoint -> assertThat(load(endpoint).outstanding()).isBetween(190, 210));
    }

    @Test
    void triedAndFailedEndpointsArePassedOverWhileThereAreOthers() {
        Backend backend = backend(0, 3);
        List<Endpoint> all = backend.endpoints();
        load(all.get(0)).avoidance().unreachable(System.nanoTime());

        assertThat(choose(backend, "c", Set.of(all.get(1)), 1)).isEqualTo(all.get(2));
        assertThat(choose(backend, "c", Set.of(all.get(1), all.get(2)), 1)).isEqualTo(all.get(0));
        assertThat(choose(backend, "c", Set.copyOf(all), 1)).isNull();
    }

    @Test
    void whereAllAreAvoidedOneIsTriedAnyway() {
        Backend backend = backend(0, 3);
        backend.endpoints().forEach(each -> load(each).avoidance().broke(System.nanoTime()));

        assertThat(choose(backend, "c", Set.of(), 1)).isIn(backend.endpoints());
        assertThat(choose(backend, "c", Set.copyOf(backend.endpoints().subList(0, 2)), 1))
                .isEqualTo(backend.endpoints().get(2));
    }

    @Test
    void affinityChoosesByClientAloneAndMovesOnlyClientsOfAnEndpointThatWent() {
        Backend before = backend(60, 5);
        Endpoint gone = before.endpoints().get(2);
        List<Endpoint> rest = new ArrayList<>(before.endpoints());
        rest.remove(gone);
        int moved = 0;
        for (int i = 0; i < 500; i++) {
            String client = "10.0." + i / 250 + "." + i % 250;
            Endpoint first = choose(before, client, Set.of(), i);
            Endpoint second = choose(before, client, Set.of(gone), i);

            assertThat(choose(before, client, Set.of(), i + 1)).isEqualTo(first);
            if (first.equals(gone)) {
                moved++;
                assertThat(rest).contains(second);
            } else {
                assertThat(second).isEqualTo(first);
            }
        }
        assertThat(moved).isBetween(60, 140);
    }
}
