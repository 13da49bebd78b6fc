package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Writes carriers onto requests that carry long, odd and malformed lists, and compares with lists taken apart naively. */
class CarrierWriterRandomTest {
    private static final int ROUNDS = 10_000;
    private static final String ALPHABET = "abz09-_*/@=;,, \t%61\"\\ä\u0000";

    @Test
    void keepsOthersMembersInOrderAndAddsOursOnce() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            TestRequest request = request(random);
            String where = "seed " + seed + ", round " + round + ", " + request;

            TestRequest inChild = request.after(
                    CarrierWriter.child(request, "alice", TestSpaces.INSTANCE, true, false, random::nextLong));
            TestRequest inRoot = request.after(CarrierWriter.root(request, "default", TestSpaces.INSTANCE));

            List<String> others = others(request, "baggage", "offshoot-space");
            assertThat(members(inRoot, "baggage")).as(where).isEqualTo(others);
            assertThat(members(inChild, "baggage")).as(where).isEqualTo(withOursLast(others));
            List<String> states = others(request, "tracestate", "offshoot");
            assertThat(members(inRoot, "tracestate")).as(where).isEqualTo(states);
            assertThat(others(inChild, "tracestate", "offshoot"))
                    .as(where)
                    .isEqualTo(states.subList(0, kept(states, inChild)));
            assertThat(inChild.headers("x-offshoot-space")).as(where).containsExactly("alice");
            assertThat(inRoot.headers("x-offshoot-space")).as(where).isEmpty();
            assertThat(TraceParent.valid(inChild)).as(where).isNotNull();
        }
    }

    /** So that a request that passes several gateways doesn't change at each. */
    @Test
    void changesNothingAtTheNextGateway() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            TestRequest request = request(random);
            TestRequest once = request.after(
                    CarrierWriter.child(request, "alice", TestSpaces.INSTANCE, true, false, random::nextLong));
            TestRequest twice =
                    once.after(CarrierWriter.child(once, "alice", TestSpaces.INSTANCE, true, false, random::nextLong));

            for (String name : List.of("x-offshoot-space", "baggage", "tracestate", "traceparent")) {
                assertThat(twice.headers(name))
                        .as("seed %d, round %d, %s", seed, round, request)
                        .isEqualTo(once.headers(name));
            }
        }
    }

    private static List<String> withOursLast(List<String> others) {
        List<String> expected = new ArrayList<>(others);
        if (others.size() < 64) {
            expected.add("offshoot-space=alice");
        }
        return expected;
    }

    /** How many of others' states must still be there: all of a trace that goes on, as many as fit of one that begins here. */
    private static int kept(List<String> states, TestRequest written) {
        boolean goesOn = !written.header("traceparent").startsWith("00-f9e9130c3c94f217");
        return goesOn ? states.size() : Math.min(states.size(), 31);
    }

    private static List<String> others(TestRequest request, String header, String key) {
        return members(request, header).stream()
                .filter(member -> !member.matches(key + "[ \t]*([=;].*)?"))
                .toList();
    }

    private static List<String> members(TestRequest request, String header) {
        List<String> members = new ArrayList<>();
        for (String member : String.join(",", request.headers(header)).split(",")) {
            String bare = member.replaceAll("^[ \t]+|[ \t]+$", "");
            if (!bare.isEmpty()) {
                members.add(bare);
            }
        }
        return members;
    }

    private static TestRequest request(Random random) {
        TestRequest request = TestRequest.EMPTY;
        for (int lines = random.nextInt(5); lines > 0; lines--) {
            request = switch (random.nextInt(4)) {
                case 0 -> request.with("baggage", list(random, "offshoot-space", 80));
                case 1 -> request.with("tracestate", list(random, "offshoot", 40));
                case 2 ->
                    request.with(
                            "traceparent",
                            random.nextBoolean()
                                    ? "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
                                    : junk(random));
                default -> request.with("x-offshoot-space", junk(random));
            };
        }
        return request;
    }

    private static String list(Random random, String own, int most) {
        List<String> members = new ArrayList<>();
        for (int count = random.nextInt(random.nextBoolean() ? 4 : most); count > 0; count--) {
            members.add(
                    switch (random.nextInt(12)) {
                        case 0 -> own + "=" + (random.nextBoolean() ? "alice" : "bob");
                        case 1 -> " " + own + "\t=bob;p";
                        case 2 -> junk(random);
                        case 3 -> own + junk(random);
                        default -> "k" + count + "=" + count;
                    });
        }
        return String.join(",", members);
    }

    private static String junk(Random random) {
        StringBuilder junk = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            junk.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return junk.toString();
    }
}
