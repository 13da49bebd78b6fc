package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.decision.UpstreamProtocol;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Endpoints that declare {@code https}; the Service is {@code default/orders}. */
class RelayTlsIT {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    private static DisposableServer right;
    private static DisposableServer wrong;

    @BeforeAll
    static void start() throws Exception {
        right = server("right", "orders.default.svc");
        wrong = server("wrong", "carts.default.svc");
    }

    @AfterAll
    static void stop() {
        right.disposeNow();
        wrong.disposeNow();
    }

    private static DisposableServer server(String name, String host) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + host,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().transferTo(System.err);
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Files.writeString(
                folder.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getCertificate("a").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SslContext context = SslContextBuilder.forServer(factory).build();
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .secure(spec -> spec.sslContext(context))
                .handle((request, response) -> response.sendString(Mono.just("secret")))
                .bindNow();
    }

    private static Wire.Message ask(DisposableServer server, String... settings) throws IOException {
        try (TestGateway gateway = new TestGateway(settings)) {
            gateway.target("a", UpstreamProtocol.HTTPS, server.port());
            try (Wire client = Wire.to(gateway.port())) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message();
                return client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").message();
            }
        }
    }

    private static String trusting(String name) {
        return "offshoot.relay.trusted-certificates=" + folder.resolve(name + ".pem");
    }

    @Test
    void endpointWithATrustedCertificateOfItsServiceIsUsed() throws IOException {
        assertThat(ask(right, trusting("right")).body()).isEqualTo("secret");
    }

    @Test
    void endpointWithAnotherServicesCertificateIsRefused() throws IOException {
        Wire.Message answer = ask(wrong, trusting("wrong"));

        assertThat(answer.head().field("x-offshoot-error")).isEqualTo("upstream-unreachable");
        assertThat(answer.body()).contains("TLS", "127.0.0.1:" + wrong.port());
    }

    @Test
    void endpointWithAnUntrustedCertificateIsRefused() throws IOException {
        assertThat(ask(right).head().status()).isEqualTo(503);
    }

    @Test
    void anyCertificateIsTakenWhereVerificationIsSwitchedOff() throws IOException {
        assertThat(ask(wrong, "offshoot.relay.verify-certificates=false").body())
                .isEqualTo("secret");
    }
}
