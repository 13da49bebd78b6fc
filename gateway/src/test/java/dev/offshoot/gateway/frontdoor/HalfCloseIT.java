package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that ends its side of the connection after its request, as {@code printf 'GET …' | nc -N} does (RFC 9293 §3.6). */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HalfCloseIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n";

    private final Origin web = new Origin("default/web");
    private final int listening = FrontDoor.freePort();
    private final int listeningSilent = FrontDoor.freePort();
    private ServerSocket silent;
    private FrontDoor gateway;

    @BeforeAll
    void start() throws IOException {
        silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        ClusterObjects cluster = new ClusterObjects()
                .root("default")
                .served("default", "web", web, "expose=true")
                .listener("default", "web", "http", listening)
                .listener("default", "silent", "http", listeningSilent);
        cluster.service("default", "silent", "expose=true").port("http", 80).endpoints("http", silent.getLocalPort());
        gateway = FrontDoor.open(cluster);
    }

    @AfterAll
    void stop() throws IOException {
        gateway.close();
        silent.close();
        web.close();
    }

    /** At once without a FIN before, else as soon as the gateway's system hears of it. */
    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void aResetEndsTheUpstreamsRequestAlsoAfterAFin(boolean intercepted, boolean fin) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: silent.localhost\r\n\r\n";
        try (Socket client = new Socket("127.0.0.1", intercepted ? listeningSilent : gateway.port())) {
            client.getOutputStream().write(request.getBytes(ISO_8859_1));
            try (Socket upstream = silent.accept()) {
                upstream.setSoTimeout(20_000);
                InputStream in = upstream.getInputStream();
                assertThat(in.read()).isEqualTo('G');
                if (fin) {
                    client.shutdownOutput();
                }
                client.setSoLinger(true, 0);
                client.close();
                in.transferTo(OutputStream.nullOutputStream()); // until it ends
            }
        }
    }

    private KeptConnection connect(boolean intercepted) throws IOException {
        return new KeptConnection(intercepted ? listening : gateway.port());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itGetsTheWholeAnswerAndThenTheEnd(boolean intercepted) throws IOException {
        try (KeptConnection connection = connect(intercepted)) {
            connection.say(GET);
            connection.end();
            Reply reply = Reply.parse(connection.hearAll());
            assertThat(reply.who()).isEqualTo("default/web");
            assertThat(reply.header("connection")).isEqualTo("close");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itGetsTheAnswersOfAllItsRequests(boolean intercepted) throws IOException {
        try (KeptConnection connection = connect(intercepted)) {
            connection.say(GET + "POST /second HTTP/1.1\r\nHost: web.localhost\r\nContent-Length: 3\r\n\r\nabc" + GET);
            connection.end();
            assertThat(connection.hearAll().split("HTTP/1.1 200 ")).hasSize(4);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itGetsAnAnswerThatComesLaterInParts(boolean intercepted) throws IOException {
        web.begin();
        try (KeptConnection connection = connect(intercepted)) {
            connection.say("GET / HTTP/1.1\r\nHost: web.localhost\r\nx-answer-in-parts: 1\r\n\r\n");
            connection.end();
            connection.hearUntil("first\r\n");
            web.goOn();
            assertThat(connection.hearAll()).contains(" second").endsWith("\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itMayEndWhileItIsAnswered(boolean intercepted) throws IOException {
        web.begin();
        try (KeptConnection connection = connect(intercepted)) {
            connection.say("GET / HTTP/1.1\r\nHost: web.localhost\r\nx-answer-in-parts: 1\r\n\r\n");
            connection.hearUntil("first\r\n");
            connection.end();
            web.goOn();
            assertThat(connection.hearAll()).contains(" second").endsWith("\r\n0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itGetsWhatTheGatewayAnswersItself(boolean intercepted) throws IOException {
        try (KeptConnection connection = connect(intercepted)) {
            connection.say("GET / HTTP/9.9\r\nHost: web.localhost\r\n\r\n");
            connection.end();
            assertThat(Reply.parse(connection.hearAll()).who()).isEqualTo("400 bad-request");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRequestThatBreaksOffEndsItsConnectionAndTheUpstreamsRequest(boolean intercepted) throws IOException {
        int before = web.requests();
        try (KeptConnection connection = connect(intercepted)) {
            connection.say("POST / HTTP/1.1\r\nHost: web.localhost\r\nContent-Length: 5\r\n\r\nab");
            await().until(() -> web.requests() == before + 1);
            connection.end();
            assertThat(connection.hearAll()).isEmpty();
        }
        for (String beginning : List.of("", "GET / HTTP/1.1\r\nHost: web")) {
            try (KeptConnection connection = connect(intercepted)) {
                connection.say(beginning);
                connection.end();
                assertThat(connection.hearAll()).doesNotContain(" 200 ");
            }
        }
    }
}
