package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CarrierWriterTest {
    private static final KnownSpaces SPACES = TestSpaces.INSTANCE;
    private static final String FOREIGN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String OF_ALICE = "00-f9e9130c3c94f217000000000000000a-000000000000000a-01";

    @Test
    void writesEveryCarrierWhereTheRequestHasNone() {
        assertThat(child(TestRequest.EMPTY))
                .containsOnly(
                        entry("x-offshoot-space", "alice"),
                        entry("baggage", "offshoot-space=alice"),
                        entry("traceparent", OF_ALICE),
                        entry("tracestate", "offshoot=alice"));
    }

    @Test
    void leavesTheSampledFlagToTheOperator() {
        List<HeaderEdit> edits = CarrierWriter.child(TestRequest.EMPTY, "alice", SPACES, false, false, () -> 10);

        assertThat(edits).contains(new HeaderEdit("traceparent", OF_ALICE.substring(0, 53) + "00"));
    }

    @Test
    void leavesATraceThatGoesOnAsItIs() {
        TestRequest request = TestRequest.of("traceparent", FOREIGN, "tracestate", "rojo=1");

        assertThat(child(request))
                .containsOnly(entry("x-offshoot-space", "alice"), entry("baggage", "offshoot-space=alice"));
    }

    @Test
    void leavesTheTraceThatAnotherGatewayBeganForTheSpaceAsItIs() {
        TestRequest request = TestRequest.of("traceparent", OF_ALICE, "tracestate", "rojo=1,offshoot=alice");

        assertThat(child(request))
                .containsOnly(entry("x-offshoot-space", "alice"), entry("baggage", "offshoot-space=alice"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00-00000000000000000000000000000000-00f067aa0ba902b7-01", "nonsense", ""})
    void beginsATraceInPlaceOfAMalformedOneAndKeepsOthersStates(String traceParent) {
        TestRequest request = TestRequest.of("traceparent", traceParent, "tracestate", "rojo=1,offshoot=bob");

        assertThat(child(request))
                .contains(entry("traceparent", OF_ALICE), entry("tracestate", "offshoot=alice,rojo=1"));
    }

    @Test
    void overwritesWhatTheRequestSaysOfAnotherSpace() {
        TestRequest request = TestRequest.of("x-offshoot-space", "bob", "x-offshoot-space", "bob")
                .with("baggage", "a=1,offshoot-space=bob")
                .with("traceparent", FOREIGN)
                .with("tracestate", "offshoot=bob,rojo=1");

        assertThat(child(request))
                .containsOnly(
                        entry("x-offshoot-space", "alice"),
                        entry("baggage", "a=1,offshoot-space=alice"),
                        entry("tracestate", "rojo=1"));
    }

    @Test
    void beginsATraceAnewWhoseTagNamesAnotherSpace() {
        TestRequest request = TestRequest.of("traceparent", traceOf("bob"), "tracestate", "offshoot=bob,rojo=1");

        assertThat(child(request))
                .contains(entry("traceparent", OF_ALICE), entry("tracestate", "offshoot=alice,rojo=1"));
    }

    @Test
    void addsNothingInARoot() {
        assertThat(CarrierWriter.root(TestRequest.EMPTY, "default", SPACES)).isEmpty();
        TestRequest others = TestRequest.of("traceparent", FOREIGN, "tracestate", "rojo=1", "baggage", "a=1, b = 2");
        assertThat(CarrierWriter.root(others, "default", SPACES)).isEmpty();
        assertThat(CarrierWriter.root(TestRequest.of("traceparent", "nonsense"), "default", SPACES))
                .isEmpty();
    }

    @Test
    void removesWhatIsOursInARoot() {
        TestRequest request = TestRequest.of("x-offshoot-space", "default", "baggage", "offshoot-space=bob")
                .with("traceparent", traceOf("bob"))
                .with("tracestate", "rojo=1,offshoot=bob");

        assertThat(changes(CarrierWriter.root(request, "default", SPACES)))
                .containsOnly(
                        entry("x-offshoot-space", null),
                        entry("baggage", null),
                        entry("traceparent", null),
                        entry("tracestate", "rojo=1"));
    }

    /** An application that forwards any one of the headers keeps the request in its space, over several hops. */
    @Test
    void isReadAgainAtTheNextHopWhicheverCarrierIsLeft() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            TestRequest request = TestRequest.EMPTY;
            if (random.nextBoolean()) {
                request = request.with("baggage", "a=1,offshoot-space=bob");
            }
            if (random.nextBoolean()) {
                request = request.with("traceparent", random.nextBoolean() ? "nonsense" : traceOf("bob"));
                request = request.with("tracestate", "rojo=1,offshoot=bob");
            }
            for (int hop = 0; hop < 4; hop++) {
                request = request.after(CarrierWriter.child(request, "alice", SPACES, true, false, random::nextLong));
                request = dropSomeButNotAll(request, random);
                assertThat(ContextReader.read(
                                request,
                                SPACES,
                                SeenTraces.NONE,
                                new ReadOptions(true, false, List.of()),
                                "default",
                                null))
                        .as("seed %d, hop %d of %s", seed, hop, request)
                        .isInstanceOfSatisfying(
                                ContextRead.Found.class,
                                found -> assertThat(found.space()).isEqualTo("alice"));
            }
        }
    }

    private static TestRequest dropSomeButNotAll(TestRequest request, Random random) {
        List<String> carriers = new ArrayList<>();
        for (String name : List.of("x-offshoot-space", "baggage", "tracestate", "traceparent")) {
            if (request.header(name) != null) {
                carriers.add(name);
            }
        }
        Collections.shuffle(carriers, random);
        TestRequest left = request;
        for (String name : carriers.subList(0, random.nextInt(carriers.size()))) {
            left = left.without(name);
        }
        return left;
    }

    private static Map<String, String> child(TestRequest request) {
        return changes(CarrierWriter.child(request, "alice", SPACES, true, false, () -> 10));
    }

    private static Map<String, String> changes(List<HeaderEdit> edits) {
        Map<String, String> changes = new HashMap<>();
        for (HeaderEdit edit : edits) {
            assertThat(changes).doesNotContainKey(edit.name());
            changes.put(edit.name(), edit.value());
        }
        return changes;
    }

    private static String traceOf(String space) {
        return TraceParent.begun(SPACES.traceTagOf(space), true, () -> 7);
    }
}
