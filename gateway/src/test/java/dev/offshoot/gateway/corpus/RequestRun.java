package dev.offshoot.gateway.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.corpus.RequestCase.Expected;
import dev.offshoot.gateway.corpus.RequestCase.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says cases at one listener, one way, and looks at both ends. Behind each case's bytes stands one more request, so that bytes which
 * are neither one request nor the next are seen. Afterwards canaries on fresh connections must get their own answers, from a connection to
 * the origin that was there before where there was one.
 */
final class RequestRun {
    private static final int QUIET_MILLIS = 300;
    private static final String HOST = "Host: a.localhost\r\n";

    /** Event loops of the gateway: as many connections one after the other come to all of them. */
    private static final int LOOPS = Math.max(4, Runtime.getRuntime().availableProcessors());

    private final Way way;
    private final boolean intercepted;
    private final RawOrigin origin;
    private int next;

    RequestRun(Way way, boolean intercepted, RawOrigin origin) {
        this.way = way;
        this.intercepted = intercepted;
        this.origin = origin;
    }

    void check(RequestCase asked) throws IOException {
        int before = origin.count();
        int faults = origin.faults().size();
        String end = "/end/" + next++;
        Outcome outcome = asked.outcome(intercepted);
        Heard heard = say(asked, outcome, end, before);
        await("requests that were begun are given up")
                .atMost(Duration.ofSeconds(20))
                .until(() -> origin.underWay() == 0);
        List<RawOrigin.Seen> seen = origin.since(before);
        if (outcome.pipe() && way.isDirect()) {
            canary();
            return;
        }

        assertThat(origin.faults().subList(faults, origin.faults().size()))
                .as("what the origin got and isn't strict")
                .isEmpty();
        assertThat(serials(heard))
                .as("answers that the client heard: those of the requests that the origin saw, in order")
                .isEqualTo(seen.stream().map(RawOrigin.Seen::serial).toList());
        if (way.isDirect()) {
            assertThat(heard.rest()).as("after the last answer").isEmpty();
            checkExactly(asked, outcome, end, heard, seen);
        } else {
            checkMarks(seen);
        }
        canary();
    }

    /** One on each of the gateway's loops, so that all of its kept connections are tried. */
    void canaries() throws IOException {
        for (int i = 0; i < LOOPS; i++) {
            canary();
        }
    }

    /** nginx answers HTTP/0.9 as it wants to be answered: with a body alone. */
    private List<Integer> serials(Heard heard) {
        return !way.isDirect() && heard.answers().isEmpty() && heard.rest().matches("\\d+")
                ? List.of(Integer.valueOf(heard.rest()))
                : heard.serials();
    }

    private Heard say(RequestCase asked, Outcome outcome, String end, int before) throws IOException {
        try (RawClient client = new RawClient(way.port(intercepted))) {
            client.say(asked.block().toBytes());
            if (outcome.nothing() && (way.isDirect() || !outcome.pipe())) {
                return client.hearUntilQuiet(way.isDirect() ? 20 : QUIET_MILLIS, heard -> true);
            }
            client.say("GET " + end + " HTTP/1.1\r\n" + HOST + (way.isDirect() ? "\r\n" : "Connection: close\r\n\r\n"));
            return way.isDirect()
                    ? client.hear(
                            outcome.closes()
                                    ? Integer.MAX_VALUE
                                    : outcome.statuses().size() + 1)
                    : client.hearUntilQuiet(
                            QUIET_MILLIS,
                            heard -> serials(heard).size() == origin.count() - before && origin.underWay() == 0);
        }
    }

    private void checkExactly(RequestCase asked, Outcome outcome, String end, Heard heard, List<RawOrigin.Seen> seen) {
        List<Integer> statuses = new java.util.ArrayList<>(outcome.statuses());
        if (!outcome.closes()) {
            statuses.add(200);
        }
        assertThat(heard.statuses()).as("statuses").isEqualTo(statuses);
        int passed = outcome.passed();
        assertThat(seen).as("requests at the origin").hasSize(outcome.closes() ? passed : passed + 1);
        for (int i = 0; i < passed; i++) {
            checkSeen(asked.seen().get(i), seen.get(i).request());
        }
        if (!outcome.closes()) {
            assertThat(seen.getLast().request().target()).isEqualTo(end);
        }
    }

    static void checkSeen(Expected expected, StrictRequest request) {
        assertThat(request.method() + " " + request.target() + " [" + request.body() + "]")
                .isEqualTo(expected.method() + " " + expected.target() + " [" + expected.body() + "]");
        assertThat(expected.has()).allMatch(request::has, "is in " + request.fields());
        assertThat(expected.lacks()).allMatch(name -> request.values(name).isEmpty(), "isn't in " + request.fields());
        assertThat(expected.noTrailers())
                .allMatch(
                        name -> request.trailers().stream()
                                .noneMatch(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1)),
                        "isn't in the trailers " + request.trailers());
    }

    /** What the other proxy saw as one request is one at the origin. */
    private static void checkMarks(List<RawOrigin.Seen> seen) {
        Set<String> marks = new HashSet<>();
        for (RawOrigin.Seen each : seen) {
            List<String> values = each.request().values(Way.MARK);
            assertThat(values).as("marks of " + each).hasSize(1);
            assertThat(marks.add(values.get(0)))
                    .as("mark of " + each + " is its own")
                    .isTrue();
            assertThat(each.request().body()).as("body").doesNotContainIgnoringCase(Way.MARK + ":");
        }
    }

    /** From a fresh connection, which comes to the next of the gateway's loops. */
    private void canary() throws IOException {
        String target = "/canary/" + next++;
        int before = origin.count();
        try (RawClient client = new RawClient(way.port(intercepted))) {
            client.say("GET " + target + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
            Heard heard = client.hearAll();
            List<RawOrigin.Seen> seen = origin.since(before);
            assertThat(seen).as("requests at the origin for one canary").hasSize(1);
            assertThat(seen.get(0).request().target()).isEqualTo(target);
            assertThat(heard.serials())
                    .as("answer to the canary: " + heard)
                    .containsExactly(seen.get(0).serial());
            assertThat(heard.rest()).isEmpty();
        }
    }
}
