package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS on the URL listener: which certificate is shown, what is negotiated, what ends a handshake. */
@Timeout(90)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {
    @TempDir
    static Path folder;

    private final Origin web = new Origin("default/web");
    private final TestCertificate standard = TestCertificate.of("*.localhost", "localhost");
    private final TestCertificate exact = TestCertificate.rsa("web.localhost", "*.s.web.localhost");
    private final TestCertificate deep = TestCertificate.of("*.web.localhost", "web.localhost");
    private FrontDoor gateway;
    private int tls;

    @BeforeAll
    void start() {
        List<String> args = new ArrayList<>(List.of("--tls-port", "" + FrontDoor.freePort()));
        args.addAll(List.of("--offshoot.tls.refresh=50ms", "--offshoot.tls.handshake-timeout=2s"));
        args.addAll(
                List.of("--tls", standard.mountAt(folder.resolve("standard")).toString()));
        TestCertificate.write(folder.resolve("exact"), exact.certificatePem(), exact.pkcs1Pem());
        args.addAll(List.of("--tls", folder.resolve("exact").toString()));
        args.addAll(List.of("--tls", deep.mountAt(folder.resolve("deep")).toString()));
        gateway = FrontDoor.open(
                new ClusterObjects().root("default").served("default", "web", web, "expose=true"),
                args.toArray(String[]::new));
        tls = gateway.tlsPort();
    }

    @AfterAll
    void stop() {
        gateway.close();
        web.close();
    }

    @ParameterizedTest
    @CsvSource({
        "web.localhost, exact",
        "WEB.localhost, exact",
        "alice.s.web.localhost, exact",
        "other.web.localhost, deep",
        "alice--web.localhost, standard",
        "localhost, standard",
        "a.b.localhost, standard",
        "nobody.example, standard",
        ", standard",
    })
    void theCertificateIsTheOneWhoseNameFitsBest(String server, String expected) {
        String serial = switch (expected) {
            case "exact" -> exact.serial();
            case "deep" -> deep.serial();
            default -> standard.serial();
        };
        assertThat(TlsSockets.serial(tls, server)).isEqualTo(serial);
    }

    @ParameterizedTest
    @CsvSource({"h2+http/1.1, h2", "http/1.1, http/1.1", "http/1.1+h2, h2", "spdy/3, ''", "'', ''"})
    void theProtocolIsNegotiated(String offered, String taken) throws IOException {
        String[] protocols = offered.isEmpty() ? new String[0] : offered.split("\\+");
        try (SSLSocket socket =
                TlsSockets.connect(TlsSockets.context(), "127.0.0.1", tls, "web.localhost", protocols)) {
            assertThat(socket.getApplicationProtocol()).isEqualTo(taken);
            if (!taken.equals("h2")) {
                assertThat(new KeptConnection(socket)
                                .ask("GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n")
                                .who())
                        .isEqualTo("default/web");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void bothVersionsOfTlsAreSpoken(String version) throws IOException {
        SSLContext context = TlsSockets.context();
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), tls);
                SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "h", tls, true)) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
        }
    }

    /** A client that says nothing, half a ClientHello, or HTTP in plain text. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\u0016\u0003\u0001", "GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n"})
    void aHandshakeThatDoesNotComeEndsTheConnection(String bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), tls)) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            String heard = new String(in.readAllBytes(), java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThat(heard).doesNotContain("HTTP/");
        }
    }

    @Test
    void aRefusalAndItsCloseAreNotTakenForATruncation() throws IOException {
        try (SSLSocket socket =
                        TlsSockets.connect(TlsSockets.context(), "127.0.0.1", tls, "web.localhost", "http/1.1");
                KeptConnection connection = new KeptConnection(socket)) {
            connection.say("GET / HTTP/9.9\r\nHost: web.localhost\r\n\r\n");
            assertThat(connection.hearAll()).startsWith("HTTP/1.1 400 ");
        }
    }
}
