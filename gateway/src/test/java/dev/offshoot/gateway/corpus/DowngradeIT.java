package dev.offshoot.gateway.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.offshoot.gateway.corpus.RawFrames.Field;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a client may say in HTTP/2 that would be read as something else in HTTP/1.1, case by case, on both kinds of listeners. The endpoint
 * counts what it gets. Behind each case comes a sound request on its connection and one on a new connection, and after all of them
 * one on each event loop: each must get its own answer.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DowngradeIT {
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
    Stream<DynamicNode> requests() {
        List<DowngradeCase> cases =
                Block.readAll("downgrades.txt").stream().map(DowngradeCase::of).toList();
        AtomicInteger passed = new AtomicInteger();
        List<DynamicNode> tests = new ArrayList<>();
        for (boolean atInterception : new boolean[] {false, true}) {
            for (DowngradeCase each : cases) {
                tests.add(dynamicTest((atInterception ? "intercepted, " : "url, ") + each, () -> {
                    check(each, atInterception);
                    passed.incrementAndGet();
                }));
            }
            tests.add(dynamicTest("then every loop's connections are sound", () -> {
                for (int i = 0; i < LOOPS; i++) {
                    canary(atInterception);
                }
            }));
        }
        tests.add(dynamicTest(
                "summary",
                () -> System.out.printf("[corpus] downgrades: %d of %d cases%n", passed.get(), 2 * cases.size())));
        return tests.stream();
    }

    private int port(boolean atInterception) {
        return atInterception ? intercepted : gateway.port();
    }

    private void check(DowngradeCase asked, boolean atInterception) throws IOException {
        int before = origin.count();
        int faults = origin.faults().size();
        try (RawFrames client = new RawFrames(port(atInterception))) {
            RawFrames.Answer answer = client.ask(asked.head(), asked.body(), asked.trailers());
            await("requests that were begun are given up").until(() -> origin.underWay() == 0);
            List<RawOrigin.Seen> seen = origin.since(before);

            assertThat(answer.outcome()).isEqualTo(asked.outcome(atInterception));
            assertThat(origin.faults().subList(faults, origin.faults().size()))
                    .as("what the origin got and isn't strict")
                    .isEmpty();
            boolean passes = answer.outcome().equals("200");
            assertThat(seen).as("requests at the origin").hasSize(passes ? 1 : 0);
            if (passes) {
                RequestRun.checkSeen(
                        java.util.Objects.requireNonNull(asked.seen()),
                        seen.get(0).request());
                assertThat(answer.serial()).isEqualTo(seen.get(0).serial());
            }
            sound(client, answer.outcome().equals("reset"));
        }
        canary(atInterception);
    }

    /** The head alone would be a whole request in HTTP/1.1. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyAfterALengthOfNoneReachesNobodyHoweverLateItComes(boolean atInterception) throws IOException {
        canary(atInterception); // so that a connection to the origin is at hand
        int before = origin.count();
        try (RawFrames lies = new RawFrames(port(atInterception));
                RawFrames client = new RawFrames(port(atInterception))) {
            List<RawFrames.Field> head = List.of(
                    new Field(":method", "POST"),
                    new Field(":scheme", "http"),
                    new Field(":path", "/p"),
                    new Field(":authority", "a.localhost"),
                    new Field("content-length", "0"));
            assertThat(lies.askInParts(head, "late").outcome()).isEqualTo("reset");
            assertThat(client.askInParts(head, "").outcome()).isEqualTo("200");
        }
        assertThat(origin.since(before)).as("requests at the origin").hasSize(1);
    }

    private void canary(boolean atInterception) throws IOException {
        try (RawFrames client = new RawFrames(port(atInterception))) {
            sound(client, false);
        }
    }

    /** @param mayEnd whether the connection may have ended: a frame behind the one that was reset is reason enough (RFC 9113, 5.4.2) */
    private void sound(RawFrames client, boolean mayEnd) throws IOException {
        String target = "/canary/" + next++;
        int before = origin.count();
        RawFrames.Answer answer = client.ask(
                List.of(
                        new Field(":method", "GET"),
                        new Field(":scheme", "http"),
                        new Field(":path", target),
                        new Field(":authority", "a.localhost")),
                null,
                List.of());
        List<RawOrigin.Seen> seen = origin.since(before);
        if (mayEnd && client.isEnded()) {
            assertThat(seen).as("requests on a connection that ended").isEmpty();
            return;
        }
        assertThat(seen).as("requests for one canary").hasSize(1);
        assertThat(seen.get(0).request().target()).isEqualTo(target);
        assertThat(answer).isEqualTo(new RawFrames.Answer("200", seen.get(0).serial()));
    }
}
