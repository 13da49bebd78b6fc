package dev.offshoot.gateway.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.gateway.fault.Fault.Kind;
import dev.offshoot.gateway.fault.Fault.Point;
import dev.offshoot.gateway.frontdoor.Ask;
import dev.offshoot.gateway.frontdoor.ClusterObjects;
import dev.offshoot.gateway.frontdoor.FrontDoor;
import dev.offshoot.gateway.frontdoor.Origin;
import dev.offshoot.gateway.relay.Leaks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Endpoints that are dead from the beginning, in HTTP/1.1 and HTTP/2. Those that reset each request are in {@code OutliersIT}.
 *
 * <pre>
 * default       all Services, sound
 * └── alice     half-…, with a sound and a dead endpoint, and only-…, with dead ones alone
 * </pre>
 */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadEndpointsIT {
    /** How an endpoint is dead. */
    private enum Dead {
        /** Nothing listens. */
        REFUSED("503 upstream-unreachable", 0),
        /** SYNs aren't answered. */
        UNANSWERED("503 upstream-unreachable", 0),
        /** Connections are made, and then nothing comes. Three requests in HTTP/1.1 must wait in vain before this is known. */
        SILENT("504 upstream-timeout", 3);

        private final String error;
        private final int lost;

        Dead(String error, int lost) {
            this.error = error;
            this.lost = lost;
        }

        /** An HTTP/2 connection is made when the peer's SETTINGS are there. */
        String error(boolean http2) {
            return http2 ? "503 upstream-unreachable" : error;
        }

        int lost(boolean http2) {
            return http2 ? 0 : lost;
        }

        String service(String kind, boolean http2) {
            return kind + "-" + name().toLowerCase(Locale.ROOT) + (http2 ? "-h2c" : "-http1");
        }
    }

    private static final int REQUESTS = 40;

    private final Origin root = new Origin("default");
    private final Origin sound = new Origin("alice");
    private final FaultProxy silent = new FaultProxy(sound.port(), false);
    private final ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> filling = new ArrayList<>();
    private FrontDoor gateway;

    DeadEndpointsIT() throws IOException {}

    static List<Arguments> all() {
        return Arrays.stream(Dead.values())
                .flatMap(dead -> List.of(Arguments.of(dead, false), Arguments.of(dead, true)).stream())
                .toList();
    }

    @BeforeAll
    void start() throws IOException {
        silent.armAlways(new Fault(Point.ACCEPTED, Kind.HALF_OPEN));
        fill();
        ClusterObjects objects = new ClusterObjects().root("default").child("alice", "default");
        for (Dead dead : Dead.values()) {
            for (boolean http2 : new boolean[] {false, true}) {
                serve(objects, "default", dead.service("half", http2), http2, root.port());
                serve(objects, "default", dead.service("only", http2), http2, root.port());
                serve(objects, "alice", dead.service("half", http2), http2, port(dead), sound.port());
                serve(objects, "alice", dead.service("only", http2), http2, port(dead));
            }
        }
        gateway = FrontDoor.open(
                objects,
                "--offshoot.relay.connect-timeout=2s",
                "--offshoot.relay.response-timeout=2s",
                "--offshoot.relay.avoid-failed=10m");
    }

    private static void serve(ClusterObjects objects, String space, String service, boolean http2, int... ports) {
        objects.service(space, service, "expose=true")
                .port("web", 80, http2 ? "kubernetes.io/h2c" : "http")
                .endpoints("web", ports);
    }

    private int port(Dead dead) {
        return switch (dead) {
            case REFUSED -> FrontDoor.freePort();
            case UNANSWERED -> full.getLocalPort();
            case SILENT -> silent.port();
        };
    }

    /** Linux answers no SYN to a port whose queue of connections that wait to be accepted is full. */
    private void fill() throws IOException {
        while (true) {
            Socket socket = new Socket();
            filling.add(socket);
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()), 300);
            } catch (SocketTimeoutException unanswered) {
                return;
            }
        }
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        for (Socket socket : filling) {
            socket.close();
        }
        full.close();
        silent.close();
        root.close();
        sound.close();
        Leaks.assertNone();
    }

    @ParameterizedTest
    @MethodSource("all")
    void aDeadEndpointIsAvoidedAndNothingIsSentTwice(Dead dead, boolean http2) {
        String service = dead.service("half", http2);
        int lost = 0;
        for (int i = 0; i < REQUESTS; i++) {
            String id = service + "/" + i;
            String who = ask(service, id);
            assertThat(who).isIn("alice", dead.error(http2));
            lost += who.equals("alice") ? 0 : 1;
            assertThat(sound.requests(id)).isEqualTo(who.equals("alice") ? 1 : 0);
            assertThat(root.requests(id)).isZero();
        }
        assertThat(lost).isEqualTo(dead.lost(http2));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aSpaceWithDeadEndpointsAloneGetsItsOwnErrorAndNoOtherSpaceAnswers(Dead dead, boolean http2) {
        String service = dead.service("only", http2);
        for (int i = 0; i < 3; i++) {
            String id = service + "/" + i;
            assertThat(ask(service, id)).isEqualTo(dead.error(http2));
            assertThat(root.requests(id)).isZero();
        }
        assertThat(gateway.ask(Ask.get(service + ".localhost")).who()).isEqualTo("default");
    }

    private String ask(String service, String id) {
        return gateway.ask(Ask.method("POST", "alice--" + service + ".localhost", "/")
                        .header("x-id", id)
                        .body("body"))
                .who();
    }
}
