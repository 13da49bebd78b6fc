package dev.offshoot.gateway.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.offshoot.gateway.frontdoor.ClusterObjects;
import dev.offshoot.gateway.frontdoor.FrontDoor;
import dev.offshoot.gateway.relay.Leaks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What an endpoint may and may not answer, on both kinds of listeners. Line {@code client:} of a case has the statuses and the body that the client gets, {@code 502}
 * alone for the gateway's own, or {@code cut} where the connection must end before the answer is whole, or the gateway
 * answers 502 since it saw the fault before it had said anything. Not one byte may
 * stand in another client's answer: afterwards canaries on fresh connections, one to each event loop, get their own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponsesIT {
    private static final int LOOPS = Math.max(4, Runtime.getRuntime().availableProcessors());

    private final int intercepted = FrontDoor.freePort();
    private RawOrigin origin;
    private FrontDoor gateway;
    private int next;

    @BeforeAll
    void start() {
        origin = new RawOrigin();
        ClusterObjects objects = new ClusterObjects().root("default");
        objects.service("default", "a", "expose=true").port("http", 80).endpoints("http", origin.port());
        gateway = FrontDoor.open(objects.listener("default", "a", "http", intercepted));
    }

    @AfterAll
    void stop() {
        gateway.close();
        origin.close();
        Leaks.assertNone();
    }

    @TestFactory
    Stream<DynamicNode> answers() {
        List<Block> cases = Block.readAll("responses.txt");
        AtomicInteger passed = new AtomicInteger();
        List<DynamicNode> tests = new ArrayList<>();
        for (boolean atInterception : new boolean[] {false, true}) {
            for (Block each : cases) {
                tests.add(dynamicTest((atInterception ? "intercepted, " : "url, ") + each, () -> {
                    check(each, atInterception ? intercepted : gateway.port());
                    passed.incrementAndGet();
                }));
            }
        }
        tests.add(dynamicTest(
                "summary",
                () -> System.out.printf("[corpus] responses: %d of %d cases%n", passed.get(), 2 * cases.size())));
        return tests.stream();
    }

    private void check(Block each, int port) throws IOException {
        String method = each.entries().stream()
                .filter(entry -> entry.key().equals("method"))
                .map(Block.Entry::value)
                .findFirst()
                .orElse("GET");
        boolean closes = each.entries().contains(new Block.Entry("then", "close"));
        origin.hostile(each.bytes(), closes);
        String expected = each.value("client", "client");
        try (RawClient client = new RawClient(port)) {
            client.say(request(method, "/hostile", "Connection: close\r\n"));
            Heard heard = client.hearAll(method.equals("HEAD"));
            if (expected.equals("cut") && !heard.statuses().equals(List.of(502))) {
                assertThat(heard.answers()).isEmpty();
                assertThat(heard.rest()).startsWith("HTTP/1.1 200 ").doesNotContain("xyz");
            } else {
                assertThat(heard.rest()).isEmpty();
                List<Heard.Answer> answers = heard.answers();
                String body = answers.getLast().status() == 502
                        ? ""
                        : " [" + answers.getLast().plainBody() + "]";
                String statuses = String.join(
                        " ", heard.statuses().stream().map(String::valueOf).toList());
                assertThat(statuses + body).isEqualTo(expected.equals("cut") ? "502" : expected);
                assertThat(answers.getLast().field("set-cookie")).isNull();
            }
        }
        for (int i = 0; i < LOOPS; i++) {
            canary(port);
        }
    }

    private void canary(int port) throws IOException {
        String target = "/canary/" + next++;
        int before = origin.count();
        try (RawClient client = new RawClient(port)) {
            Heard heard =
                    client.say(request("GET", target, "Connection: close\r\n")).hearAll();
            List<RawOrigin.Seen> seen = origin.since(before);
            assertThat(seen).as("requests for one canary").hasSize(1);
            assertThat(seen.get(0).request().target()).isEqualTo(target);
            assertThat(heard.statuses()).containsExactly(200);
            assertThat(heard.serials()).containsExactly(seen.get(0).serial());
            assertThat(heard.answers().get(0).field("x-spill")).isNull();
            assertThat(heard.rest()).isEmpty();
        }
    }

    private static String request(String method, String target, String fields) {
        return method + " " + target + " HTTP/1.1\r\nHost: a.localhost\r\n" + fields + "\r\n";
    }
}
