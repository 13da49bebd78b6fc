package dev.offshoot.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** h2spec 2.2.0, all of it, strict: whether a listener speaks HTTP/2 as RFC 7540 and 7541 say. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class H2specIT {
    private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";
    private static final int CASES = 146;

    @TempDir
    static Path folder;

    private HttpServer origin;
    private GatewayProcess gateway;

    @BeforeAll
    void start() throws Exception {
        String platform = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!platform.equals("Linux amd64") && !"all".equals(System.getenv("OFFSHOOT_REQUIRE"))) {
            abort("h2spec isn't run: its program is for Linux amd64, this is " + platform);
        }
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        origin.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        origin.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "judged".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, "HEAD".equals(exchange.getRequestMethod()) ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        origin.start();
        gateway = GatewayProcess.before(origin.getAddress().getPort(), "http");
        Path archive = folder.resolve("h2spec.tar.gz");
        try (InputStream in = H2specIT.class.getResourceAsStream(ARCHIVE)) {
            Files.copy(Objects.requireNonNull(in, ARCHIVE), archive);
        }
        assertThat(new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    @AfterAll
    void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
            origin.stop(0);
        }
    }

    @Test
    void theUrlListenerSpeaksHttp2() throws Exception {
        judge("URL listener, h2c", gateway.urlPort());
    }

    @Test
    void theUrlListenerInTlsSpeaksHttp2() throws Exception {
        judge("URL listener, TLS", gateway.tlsPort(), "-t", "-k");
    }

    @Test
    void anInterceptionListenerSpeaksHttp2() throws Exception {
        judge("interception listener, h2c", gateway.interceptionPort());
    }

    private void judge(String listener, int port, String... more) throws Exception {
        Path report = folder.resolve("report-" + port + ".xml");
        List<String> command = new ArrayList<>(List.of(
                folder.resolve("h2spec").toString(), "-h", "localhost", "-p", Integer.toString(port), "-o", "3", "-S"));
        command.addAll(List.of("-j", report.toString()));
        command.addAll(List.of(more));
        Path out = folder.resolve("out-" + port);
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
        NodeList cases = document.getElementsByTagName("testcase");
        List<String> failed = new ArrayList<>();
        for (int i = 0; i < cases.getLength(); i++) {
            Element one = (Element) cases.item(i);
            if (one.getElementsByTagName("failure").getLength() > 0
                    || one.getElementsByTagName("error").getLength() > 0) {
                failed.add(one.getAttribute("package") + " " + one.getAttribute("classname"));
            }
        }
        Judge.say("h2spec 2.2.0 strict, " + listener + ": " + (cases.getLength() - failed.size()) + " of "
                + cases.getLength() + "; not: " + failed);

        assertThat(cases.getLength())
                .as(() -> "cases run; h2spec said " + read(out))
                .isEqualTo(CASES);
        assertThat(failed)
                .as("what Netty's codec answers otherwise; see docs/protocols.md")
                .hasSizeLessThanOrEqualTo(5);
        assertThat(failed).as("malformed requests").noneMatch(name -> name.startsWith("http2/8.1.2"));
    }

    private static String read(Path out) {
        try {
            return Files.readString(out);
        } catch (java.io.IOException e) {
            return e.toString();
        }
    }
}
