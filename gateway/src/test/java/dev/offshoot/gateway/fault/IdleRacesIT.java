package dev.offshoot.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.fault.Fault.Kind;
import dev.offshoot.gateway.fault.Fault.Point;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Endpoints that close each kept connection just when the gateway uses it again. In HTTP/1.1 all clients share one endpoint; in HTTP/2 each has
 * its own, since there one answer's end would break the others that are under way.
 */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdleRacesIT {
    private static final int CLIENTS = 12;
    private static final int PAIRS = 40;

    private static final List<Fault> FAULTS = List.of(
            new Fault(Point.ANSWER_END, Kind.RESET),
            new Fault(Point.ANSWER_END, Kind.CLOSE),
            new Fault(Point.ANSWER_END, Kind.HALF_CLOSE),
            new Fault(Point.NEXT_REQUEST, Kind.CLOSE),
            new Fault(Point.NEXT_REQUEST, Kind.RESET));

    private final Origin origin = new Origin("default/application");
    private final Map<String, FaultProxy> proxies = new ConcurrentHashMap<>();
    private FrontDoor gateway;

    static List<Arguments> all() {
        return FAULTS.stream()
                .flatMap(fault -> List.of(Arguments.of(fault, false), Arguments.of(fault, true)).stream())
                .toList();
    }

    @BeforeAll
    void start() {
        ClusterObjects objects = new ClusterObjects().root("default");
        for (int fault = 0; fault < FAULTS.size(); fault++) {
            serve(objects, service(fault, false, 0), fault, false);
            for (int client = 0; client < CLIENTS; client++) {
                serve(objects, service(fault, true, client), fault, true);
            }
        }
        gateway = FrontDoor.open(objects, "--offshoot.relay.connect-timeout=20s"); // a busy machine is no dead endpoint
    }

    private static String service(int fault, boolean http2, int client) {
        return "fault-" + fault + (http2 ? "-h2c-" + client : "-http1");
    }

    private void serve(ClusterObjects objects, String service, int fault, boolean http2) {
        FaultProxy proxy = new FaultProxy(origin.port(), http2);
        proxy.armAlways(FAULTS.get(fault));
        proxies.put(service, proxy);
        objects.service("default", service, "expose=true")
                .port("web", 80, http2 ? "kubernetes.io/h2c" : "http")
                .endpoints("web", proxy.port());
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        for (FaultProxy proxy : proxies.values()) {
            proxy.close();
        }
        origin.close();
        Leaks.assertNone();
    }

    /** What one client asked and heard. */
    private record Heard(String id, String method, String who, String body) {}

    @ParameterizedTest(name = "{0}, h2c: {1}")
    @MethodSource("all")
    void getsLoseNothingAndNoPostIsSentTwice(Fault fault, boolean http2) throws Exception {
        List<Heard> all = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Heard>>> each = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                each.add(clients.submit(() -> ask(service(FAULTS.indexOf(fault), http2, client), client)));
            }
            for (Future<List<Heard>> heard : each) {
                all.addAll(heard.get());
            }
        }
        int lost = 0;
        for (Heard heard : all) {
            boolean answered = heard.who.equals(origin.who());
            if (heard.method.equals("GET")) {
                assertThat(heard.who).as(heard.body).isEqualTo(origin.who());
                continue;
            }
            assertThat(heard.who).as(heard.body).isIn(origin.who(), "502 upstream-broke");
            assertThat(origin.requests(heard.id)).as(heard.id).isBetween(answered ? 1 : 0, 1);
            lost += answered ? 0 : 1;
            if (!answered && fault.kind() == Kind.HALF_CLOSE) {
                await(heard.id + " was taken before it was lost").until(() -> origin.requests(heard.id) == 1);
            }
        }
        System.out.printf(
                "[faults] %s, %s: %d requests, %d POSTs answered 502%n",
                fault, http2 ? "h2c" : "HTTP/1.1", all.size(), lost);
    }

    private List<Heard> ask(String service, int client) throws IOException {
        List<Heard> heard = new ArrayList<>();
        try (KeptConnection connection = new KeptConnection(gateway.port())) {
            for (int i = 0; i < 2 * PAIRS; i++) {
                String method = i % 2 == 0 ? "GET" : "POST";
                String id = service + "/" + client + "/" + i;
                Ask ask = Ask.method(method, service + ".localhost", "/").header("x-id", id);
                if (method.equals("POST") && i % 4 == 1) {
                    ask.body("body");
                }
                Reply reply = connection.ask(ask.http1());
                heard.add(new Heard(id, method, reply.who(), reply.body()));
            }
        }
        return heard;
    }
}
