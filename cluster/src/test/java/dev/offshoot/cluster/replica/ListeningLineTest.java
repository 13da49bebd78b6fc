package dev.offshoot.cluster.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.offshoot.routing.decision.Endpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningLineTest {
    private static final Endpoint A = new Endpoint("10.0.0.1", 8080);
    private static final Endpoint B = new Endpoint("fd00::1", 8080);
    private static final ListeningState STATE =
            new ListeningState("gateway-x", true, false, Set.of(20001, 20000), Set.of(A), Set.of(B), List.of());
    private static final HeldTunnel ORDERS = new HeldTunnel("alice", "orders", "u-1", Map.of(80, 12000, 9090, 12001));

    @Test
    void firstLineIsTheWholeState() {
        String line = ListeningLine.first(STATE);

        assertThat(line)
                .isEqualTo("{\"pod\":\"gateway-x\",\"ready\":true,\"draining\":false,\"opened\":[20000,20001],"
                        + "\"reached\":[\"10.0.0.1:8080\"],\"unreachable\":[\"[fd00::1]:8080\"]}");
        assertThat(ListeningLine.read(null, line)).isEqualTo(STATE);
    }

    @Test
    void laterLinesSayWhatBecameDifferent() {
        ListeningState after =
                new ListeningState("gateway-x", false, true, Set.of(20001), Set.of(B), Set.of(), List.of());

        String line = ListeningLine.change(STATE, after);

        assertThat(line)
                .isEqualTo("{\"ready\":false,\"draining\":true,\"closed\":[20000],\"reached\":[\"[fd00::1]:8080\"],"
                        + "\"forgotten\":[\"10.0.0.1:8080\"]}");
        assertThat(ListeningLine.read(STATE, line)).isEqualTo(after);
    }

    @Test
    void nothingNewIsASignOfLife() {
        assertThat(ListeningLine.change(STATE, STATE)).isEqualTo(ListeningLine.HEARTBEAT);
        assertThat(ListeningLine.read(STATE, ListeningLine.HEARTBEAT)).isEqualTo(STATE);
    }

    @Test
    void aLineThatTellsOfTunnelsTellsOfAll() {
        ListeningState holding = holding(ORDERS, new HeldTunnel("alice", "cart", "u-2", Map.of(80, 12002)));

        String taken = ListeningLine.change(STATE, holding);
        String left = ListeningLine.change(holding, holding(ORDERS));
        String ended = ListeningLine.change(holding(ORDERS), STATE);

        String orders =
                "{\"namespace\":\"alice\",\"name\":\"orders\",\"uid\":\"u-1\",\"ports\":{\"80\":12000,\"9090\":12001}}";
        assertThat(taken)
                .isEqualTo(
                        "{\"tunnels\":[{\"namespace\":\"alice\",\"name\":\"cart\",\"uid\":\"u-2\",\"ports\":{\"80\":12002}},"
                                + orders + "]}");
        assertThat(left).isEqualTo("{\"tunnels\":[" + orders + "]}");
        assertThat(ended).isEqualTo("{\"tunnels\":[]}");
        assertThat(ListeningLine.read(STATE, taken)).isEqualTo(holding);
        assertThat(ListeningLine.read(holding, left)).isEqualTo(holding(ORDERS));
        assertThat(ListeningLine.read(holding(ORDERS), ended)).isEqualTo(STATE);
    }

    private static ListeningState holding(HeldTunnel... tunnels) {
        return new ListeningState(
                "gateway-x", true, false, Set.of(20001, 20000), Set.of(A), Set.of(B), List.of(tunnels));
    }

    @Test
    void aReplicaInNoPodSaysSo() {
        ListeningState embedded = new ListeningState("", true, false, Set.of(), Set.of(), Set.of(), List.of());

        assertThat(ListeningLine.read(null, ListeningLine.first(embedded))).isEqualTo(embedded);
    }

    @Test
    void membersOfALaterVersionAreIgnored() {
        assertThat(ListeningLine.read(STATE, "{\"mood\":\"fine\"}")).isEqualTo(STATE);
    }

    @Test
    void anyTwoStatesMeetThroughOneLine() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ListeningState state = random(random);
        for (int i = 0; i < 500; i++) {
            ListeningState next = random(random);
            assertThat(ListeningLine.read(state, ListeningLine.change(state, next)))
                    .as("seed %d, step %d", seed, i)
                    .isEqualTo(next);
            state = next;
        }
    }

    private static ListeningState random(Random random) {
        Set<Integer> ports = new HashSet<>();
        Set<Endpoint> reached = new HashSet<>();
        Set<Endpoint> unreachable = new HashSet<>();
        List<HeldTunnel> tunnels = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            if (random.nextBoolean()) {
                ports.add(20000 + i);
            }
            if (random.nextInt(4) == 0) {
                tunnels.add(new HeldTunnel("alice", "s" + i, "u-" + random.nextInt(2), Map.of(80, 12000 + i)));
            }
            switch (random.nextInt(3)) {
                case 0 -> reached.add(new Endpoint("10.0.0." + i, 80));
                case 1 -> unreachable.add(new Endpoint("10.0.0." + i, 80));
                default -> {}
            }
        }
        return new ListeningState(
                "x", random.nextBoolean(), random.nextBoolean(), ports, reached, unreachable, tunnels);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "7",
                "{",
                "<html>",
                "{}",
                "{\"ready\":true}",
                "{\"pod\":\"x\",\"opened\":[null]}",
                "{\"pod\":\"x\",\"opened\":[\"a\"]}",
                "{\"pod\":\"x\",\"reached\":[\"10.0.0.1\"]}",
                "{\"pod\":\"x\",\"reached\":[\"10.0.0.1:0\"]}",
                "{\"pod\":\"x\",\"reached\":[\":80\"]}",
                "{\"pod\":\"x\",\"reached\":[\"10.0.0.1:99999\"]}",
                "{\"pod\":\"x\",\"tunnels\":[null]}",
                "{\"pod\":\"x\",\"tunnels\":[{\"namespace\":\"a\",\"name\":\"b\",\"ports\":{}}]}",
                "{\"pod\":\"x\",\"tunnels\":[{\"namespace\":\"a\",\"name\":\"b\",\"uid\":\"c\",\"ports\":{\"80\":0}}]}"
            })
    void whatIsNoFirstLineIsRefusedWithItsText(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListeningLine.read(null, line))
                .withMessageContaining("expected");
    }
}
