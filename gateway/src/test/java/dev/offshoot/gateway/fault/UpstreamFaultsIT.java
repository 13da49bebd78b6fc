package dev.offshoot.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.offshoot.gateway.fault.Fault.Kind;
import dev.offshoot.gateway.fault.Fault.Point;
import dev.offshoot.gateway.fault.FaultCase.Outcome;
import dev.offshoot.gateway.frontdoor.Ask;
import dev.offshoot.gateway.frontdoor.ClusterObjects;
import dev.offshoot.gateway.frontdoor.FrontDoor;
import dev.offshoot.gateway.frontdoor.KeptConnection;
import dev.offshoot.gateway.frontdoor.Origin;
import dev.offshoot.gateway.frontdoor.Reply;
import dev.offshoot.gateway.relay.Leaks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * Connections to endpoints that break, at each interesting moment, under each kind of request. Each case has a Service of its own, so
 * that many can run at once; one application behind all of them counts requests by their {@code x-id}.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamFaultsIT {
    private static final int AT_ONCE = 24;

    private final Origin origin = new Origin("default/application");
    private final List<FaultCase> cases = FaultCase.all();
    private final List<FaultProxy> proxies = new ArrayList<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        ClusterObjects objects = new ClusterObjects().root("default");
        for (int i = 0; i < cases.size(); i++) {
            serve(objects, "case-" + i, cases.get(i).http2());
        }
        for (boolean http2 : new boolean[] {false, true}) {
            serve(objects, "lost-" + http2, http2);
        }
        serve(objects, "silent", false);
        gateway =
                FrontDoor.open(objects, "--offshoot.relay.response-timeout=2s", "--offshoot.relay.connect-timeout=2s");
    }

    private void serve(ClusterObjects objects, String service, boolean http2) {
        FaultProxy proxy = new FaultProxy(origin.port(), http2);
        proxies.add(proxy);
        objects.service("default", service, "expose=true")
                .port("web", 80, http2 ? "kubernetes.io/h2c" : "http")
                .endpoints("web", proxy.port());
    }

    @AfterAll
    void stop() throws IOException {
        clients.close();
        gateway.close();
        for (FaultProxy proxy : proxies) {
            proxy.close();
        }
        origin.close();
        Leaks.assertNone();
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        Semaphore free = new Semaphore(AT_ONCE);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            FaultCase each = cases.get(i);
            int number = i;
            Future<Outcome> outcome = clients.submit(() -> {
                free.acquire();
                try {
                    return run(each, "case-" + number, proxies.get(number));
                } finally {
                    free.release();
                }
            });
            tests.add(dynamicTest(each.toString(), () -> check(each, "case-" + number, outcome.get())));
        }
        return tests.stream();
    }

    private Outcome run(FaultCase each, String service, FaultProxy proxy) throws IOException {
        String host = service + ".localhost";
        try (KeptConnection client = new KeptConnection(gateway.port())) {
            if (each.kept()) {
                assertThat(client.ask(Ask.get(host).http1()).who()).isEqualTo(origin.who());
            }
            proxy.arm(each.fault());
            Ask ask = Ask.method(each.request().method, host, "/").header("x-id", service);
            if (each.request().hasBody) {
                ask.body("0123456789".repeat(100));
            }
            client.say(ask.http1("Connection: close"));
            return outcome(client.hearAll());
        }
    }

    private static Outcome outcome(String heard) {
        Reply reply = Reply.parse(heard);
        String error = reply.header("x-offshoot-error");
        if (error == null) {
            assertThat(reply.status()).isEqualTo(200);
            return reply.body().length() < Integer.parseInt(reply.header("content-length"))
                    ? Outcome.CUT
                    : Outcome.ANSWER;
        }
        return switch (reply.status() + " " + error) {
            case "502 upstream-broke" -> Outcome.BROKE;
            case "503 upstream-unreachable" -> Outcome.UNREACHABLE;
            case "504 upstream-timeout" -> Outcome.TIMEOUT;
            default -> throw new AssertionError(heard);
        };
    }

    private void check(FaultCase each, String service, Outcome outcome) {
        FaultProxy proxy = proxies.get(cases.indexOf(each));
        int seen = origin.requests(service);
        assertThat(proxy.struck()).as("faults").isEqualTo(1);
        assertThat(outcome).isIn(each.expected());
        assertThat(seen).as("requests at the application").isBetween(outcome == Outcome.ANSWER ? 1 : 0, each.most());
    }

    @Test
    void anAnswerThatFallsSilentIsLeftToItsClientAndItsConnectionEndsWithIt() throws IOException {
        FaultProxy proxy = proxies.getLast();
        proxy.arm(new Fault(Point.ANSWER_BODY, Kind.HALF_OPEN));
        try (KeptConnection client = new KeptConnection(gateway.port())) {
            client.say(Ask.get("silent.localhost").http1());
            client.hearUntil("\r\n\r\n");
            assertThat(client.hear(MessagePoints.FEW)).hasSize(MessagePoints.FEW);
            client.reset();
        }
        await().until(() -> proxy.open() == 0);
    }

    /** Nothing tells the gateway that such a connection is dead, but that a request on it had no answer in time. */
    @Test
    void aConnectionThatLetARequestTimeOutTakesNoOthers() throws IOException {
        for (boolean http2 : new boolean[] {false, true}) {
            FaultProxy proxy = proxies.get(cases.size() + (http2 ? 1 : 0));
            String request = Ask.get("lost-" + http2 + ".localhost").http1();
            try (KeptConnection client = new KeptConnection(gateway.port())) {
                assertThat(client.ask(request).who()).isEqualTo(origin.who());
                proxy.arm(new Fault(Point.REQUEST_HEAD, Kind.HALF_OPEN));
                assertThat(client.ask(request).who()).isEqualTo("504 upstream-timeout");
                assertThat(client.ask(request).who()).isEqualTo(origin.who());
            }
            assertThat(proxy.connections()).isEqualTo(2);
        }
    }
}
