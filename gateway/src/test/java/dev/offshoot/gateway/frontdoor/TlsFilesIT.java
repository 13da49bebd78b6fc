package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.GatewayApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates in files that change while the gateway runs, or can't be used when it starts. */
@Timeout(90)
class TlsFilesIT {
    @TempDir
    private Path folder;

    private final Origin web = new Origin("default/web");

    @AfterEach
    void stop() {
        web.close();
    }

    @Test
    void aSecretThatChangesIsShownInTheNextHandshakeAndOpenConnectionsStay() throws Exception {
        Path changing = folder.resolve("changing");
        TestCertificate first = TestCertificate.of("web.localhost");
        TestCertificate second = TestCertificate.of("web.localhost");
        first.mountAt(changing);
        try (FrontDoor own = open(changing);
                SSLSocket socket = TlsSockets.connect(
                        TlsSockets.context(), "127.0.0.1", own.tlsPort(), "web.localhost", "http/1.1");
                KeptConnection kept = new KeptConnection(socket)) {
            assertThat(TlsSockets.serial(socket)).isEqualTo(first.serial());
            assertThat(expiry(own)).containsExactly(first.serial());
            SSLContext resuming = TlsSockets.context();
            askOnce(own, resuming);

            second.mountAt(changing);

            await().untilAsserted(() -> assertThat(TlsSockets.serial(own.tlsPort(), "web.localhost"))
                    .isEqualTo(second.serial()));
            assertThat(expiry(own)).containsExactly(second.serial());
            assertThat(askOnce(own, resuming))
                    .as("of a client that would resume a session")
                    .isEqualTo(second.serial());
            assertThat(kept.ask("GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n").who())
                    .isEqualTo("default/web");
        }
    }

    /** The serial that a client sees which asked before with the same context, and so may resume. */
    private static String askOnce(FrontDoor own, SSLContext context) throws IOException {
        try (SSLSocket socket = TlsSockets.connect(context, "127.0.0.1", own.tlsPort(), "web.localhost", "http/1.1");
                KeptConnection connection = new KeptConnection(socket)) {
            connection.ask("GET / HTTP/1.1\r\nHost: web.localhost\r\n\r\n");
            return TlsSockets.serial(socket);
        }
    }

    @Test
    void badPairsLeaveTheLastGoodOneInUseAndAreCountedUntilAGoodOneComes() throws Exception {
        Path changing = folder.resolve("spoilt");
        TestCertificate first = TestCertificate.of("web.localhost");
        TestCertificate second = TestCertificate.of("web.localhost");
        TestCertificate expired = TestCertificate.expired("web.localhost");
        first.mountAt(changing);
        try (FrontDoor own = open(changing)) {
            TestCertificate.mount(changing, second.certificatePem(), first.keyPem());
            awaitKept(own, 1);
            TestCertificate.mount(changing, "nonsense", second.keyPem());
            awaitKept(own, 2);
            TestCertificate.mount(changing, second.certificatePem(), "nonsense");
            awaitKept(own, 3);
            expired.mountAt(changing);
            awaitKept(own, 4);
            Files.delete(changing.resolve("tls.key"));
            Files.delete(changing.resolve("..data"));
            awaitKept(own, 5);
            assertThat(TlsSockets.serial(own.tlsPort(), "web.localhost")).isEqualTo(first.serial());
            assertThat(expiry(own)).containsExactly(first.serial());

            Files.delete(changing.resolve("tls.crt"));
            second.writeTo(changing);

            await().untilAsserted(() -> assertThat(TlsSockets.serial(own.tlsPort(), "web.localhost"))
                    .isEqualTo(second.serial()));
        }
    }

    private FrontDoor open(Path certificates) {
        return FrontDoor.open(
                new ClusterObjects().root("default").served("default", "web", web, "expose=true"),
                "--tls",
                certificates.toString(),
                "--tls-port",
                "" + FrontDoor.freePort(),
                "--offshoot.tls.refresh=50ms");
    }

    private static void awaitKept(FrontDoor own, int times) {
        await().untilAsserted(() ->
                assertThat(metrics(own)).contains("offshoot_tls_reloads_total{outcome=\"kept\"} " + times + ".0"));
    }

    /** The serial numbers of which the metric tells an expiry. */
    private static List<String> expiry(FrontDoor own) {
        return metrics(own)
                .lines()
                .filter(line -> line.startsWith("offshoot_tls_certificate_expiry_seconds{"))
                .map(line -> line.replaceAll(".*serial=\"([0-9a-f]+)\".*", "$1"))
                .toList();
    }

    private static String metrics(FrontDoor own) {
        return Ask.get("localhost", "/actuator/prometheus")
                .to(own.managementPort())
                .text();
    }

    @ParameterizedTest
    @CsvSource({
        "tls.crt, doesn't exist, none",
        "tls.crt, holds no certificate, nonsense",
        "tls.key, isn't the key of the first certificate, other key"
    })
    void aGatewayDoesNotStartWithACertificateThatCannotBeUsed(String file, String reason, String what)
            throws IOException {
        TestCertificate some = TestCertificate.of("web.localhost");
        Path bad = folder.resolve("bad " + what);
        switch (what) {
            case "none" -> Files.createDirectories(bad);
            case "nonsense" -> TestCertificate.write(bad, "nonsense", some.keyPem());
            default ->
                TestCertificate.write(
                        bad,
                        some.certificatePem(),
                        TestCertificate.of("web.localhost").keyPem());
        }
        assertThatThrownBy(() -> GatewayApplication.start(
                        "--from", folder.toString(), "--port", "0", "--management-port", "0", "--tls", bad.toString()))
                .isInstanceOf(dev.offshoot.gateway.StartupException.class)
                .hasMessageContainingAll(bad.resolve(file).toString(), reason)
                .hasMessageMatching("[^\\n]+");
    }

    @Test
    void aTakenPortIsOneLineThatNamesItAndTheWayOut() throws IOException {
        Path objects = Files.createDirectories(folder.resolve("none"));
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> GatewayApplication.start(
                            "--from",
                            objects.toString(),
                            "--port",
                            "0",
                            "--management-port",
                            "0",
                            "--tls",
                            TestCertificate.of("web.localhost")
                                    .writeTo(folder.resolve("good"))
                                    .toString(),
                            "--tls-port",
                            "" + taken.getLocalPort()))
                    .hasMessageContainingAll(
                            "127.0.0.1:" + taken.getLocalPort(), "choose another port with --tls-port");
        }
    }
}
