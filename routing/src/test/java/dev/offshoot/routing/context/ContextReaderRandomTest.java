package dev.offshoot.routing.context;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares reading and explaining with {@link NaiveContextReader} on requests that say many things at once. */
class ContextReaderRandomTest {
    private static final int ROUNDS = 20_000;
    private static final String SEEN = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final SeenTraces MEMORY = traceId -> traceId.equals(SEEN) ? "alice" : null;
    private static final List<String> VALUES = List.of("alice", "bob", "team-a", "default", "dave", "nobody", "A!", "");

    @Test
    void readsWhatTheRulesSay() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            TestRequest request = request(random);
            ReadOptions options = new ReadOptions(
                    random.nextInt(4) > 0,
                    random.nextBoolean(),
                    random.nextBoolean() ? List.of() : List.of("x-env", "x-other"));
            String called = random.nextBoolean() ? "default" : "dave";
            String url = random.nextInt(8) == 0 ? "bob" : null;

            ContextRead read = ContextReader.read(request, TestSpaces.INSTANCE, MEMORY, options, called, url);
            List<Sighting> sources = ContextSources.list(request, TestSpaces.INSTANCE, MEMORY, options, called, url);

            String where = "seed " + seed + ", round " + round + ": " + options + ", called " + called + ", URL " + url
                    + ", " + request;
            assertThat(shown(read))
                    .as(where)
                    .isEqualTo(NaiveContextReader.read(request, TestSpaces.INSTANCE, MEMORY, options, called, url));
            assertThat(deciding(sources)).as(where).containsExactly(shown(read));
        }
    }

    private static String shown(ContextRead read) {
        return switch (read) {
            case ContextRead.Found found -> found.source() + " " + found.space();
            case ContextRead.Rejected rejected -> "rejected";
        };
    }

    private static List<String> deciding(List<Sighting> sources) {
        List<String> deciding = new ArrayList<>();
        for (Sighting sighting : sources) {
            if (sighting.verdict() == Verdict.REJECTED) {
                deciding.add("rejected");
            } else if (sighting.verdict() == Verdict.DECIDES) {
                deciding.add(sighting.source() + " " + sighting.space());
            }
        }
        return deciding;
    }

    private static TestRequest request(Random random) {
        TestRequest request = TestRequest.EMPTY.from(pick(random, "10.0.0.1", "10.0.0.2", "10.9.9.9", null));
        for (int lines = random.nextInt(6); lines > 0; lines--) {
            String value = VALUES.get(random.nextInt(VALUES.size()));
            request = switch (random.nextInt(12)) {
                case 0 -> request.with("x-offshoot-space", random.nextInt(3) == 0 ? value : "alice");
                case 1, 2 -> request.with("baggage", baggage(random, value));
                case 3, 4 -> request.with("tracestate", traceState(random, value));
                case 5 -> request.with("x-env", value);
                case 6 -> request.with("x-other", value);
                case 7 -> request.with("origin", page(random, value));
                case 8 -> request.with("referer", page(random, value) + pick(random, "", "/", "/a?b=c@d#e"));
                case 9 -> request.with("sec-fetch-mode", pick(random, "navigate", "cors"));
                default -> request.with("traceparent", traceParent(random));
            };
        }
        return request;
    }

    private static String baggage(Random random, String value) {
        return pick(
                random,
                "offshoot-space=" + value,
                "offshoot-space=" + value.replace("a", "%61") + " ;p=offshoot-space",
                "a=1, offshoot-space= " + value + " , b=2;offshoot-space=bob",
                "a=1,,b=2",
                "offshoot-space",
                "offshoot-spaces=" + value + ",x" + "offshoot-space=" + value);
    }

    private static String traceState(Random random, String value) {
        return pick(
                random,
                "offshoot=" + value,
                "rojo=1,\toffshoot=" + value + " ,congo=2",
                "offshoot=" + value + ",m=1".repeat(31),
                "offshoot=" + value + ",m=1".repeat(32),
                "offshoot@x=" + value,
                "offshoot");
    }

    private static String page(Random random, String value) {
        return pick(
                random,
                "https://" + value + "--shop.dev.example.com",
                "http://" + value + "--shop.dev.example.com:8080",
                "https://" + value + "--shop.dev.example.com@evil.example",
                "https://evil.example",
                "null");
    }

    private static String traceParent(Random random) {
        String tagged =
                TraceParent.begun(TraceTag.of(pick(random, "alice", "bob", "gone"), null), true, random::nextLong);
        String seen = "00-" + SEEN + "-00f067aa0ba902b7-01";
        String any = pick(
                random, tagged, seen, seen.replace('4', '5'), seen.replace("00f067aa0ba902b7", "0000000000000000"));
        return pick(
                random,
                any,
                any,
                any,
                " " + any + "\t",
                "cc" + any.substring(2) + "-x",
                "ff" + any.substring(2),
                any + "-x",
                any.toUpperCase(java.util.Locale.ROOT));
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
