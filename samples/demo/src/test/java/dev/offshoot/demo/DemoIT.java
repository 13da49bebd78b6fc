package dev.offshoot.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The demo by its front door: every space answers as it must, at every hop. */
@Timeout(120)
class DemoIT {
    private static RunningDemo demo;

    @BeforeAll
    static void startDemo() throws Exception {
        demo = RunningDemo.start();
    }

    @AfterAll
    static void stopDemo() throws Exception {
        demo.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            shop.localhost          | web@default[orders@default[catalog@default payments@default notifications@default]] | 1400 | card
            localhost               | web@default[orders@default[catalog@default payments@default notifications@default]] | 1400 | card
            team-a.s.shop.localhost | web@default[orders@default[catalog@team-a payments@default notifications@default]]  | 1120 | card
            alice.s.shop.localhost  | web@default[orders@alice[catalog@team-a payments@default notifications@default]]    | 1120 | card
            alice--shop.localhost   | web@default[orders@alice[catalog@team-a payments@default notifications@default]]    | 1120 | card
            alice.s.localhost       | web@default[orders@alice[catalog@team-a payments@default notifications@default]]    | 1120 | card
            bob.s.shop.localhost    | web@default[orders@default[catalog@default payments@bob notifications@default]]     | 1400 | invoice
            bob--shop.localhost     | web@default[orders@default[catalog@default payments@bob notifications@default]]     | 1400 | invoice
            joint.s.shop.localhost  | web@default[orders@alice[catalog@team-a payments@bob notifications@default]]        | 1120 | invoice
            """)
    void anOrderIsServedAtEveryHopByItsSpace(String host, String served, int total, String method) throws Exception {
        JsonNode answer = demo.order(host);

        assertThat(RunningDemo.tree(answer.path("served"))).isEqualTo(served);
        assertThat(answer.at("/order/total").asInt()).isEqualTo(total);
        assertThat(answer.at("/order/method").asString()).isEqualTo(method);
        assertThat(answer.at("/order/extras/0").asString().equals("gift wrap"))
                .isEqualTo(served.contains("orders@alice"));
    }

    /** Orders passes payments nothing but traceparent: here a trace that the gateway didn't begin. */
    @Test
    void aTraceBegunElsewhereIsHealedWhereOrdersDropsItsContext() throws Exception {
        JsonNode answer = demo.order(
                "bob.s.shop.localhost", "traceparent", "00-5b8aa5a2d2c872e8321cf37308d69df2-051581bf3cb55c13-01");

        assertThat(RunningDemo.tree(answer.path("served"))).contains("payments@bob");
    }

    @Test
    void newsStreamsThroughTheGatewayAsItHappens() throws Exception {
        HttpResponse<InputStream> stream = RunningDemo.CLIENT.send(
                demo.request("alice.s.shop.localhost", "/events").build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("retry: 1000");
            demo.order("joint.s.shop.localhost");
            String line = lines.readLine();
            while (line != null && !line.contains("with gift wrap, paid by invoice")) {
                line = lines.readLine();
            }
            assertThat(line).startsWith("data: ").contains("\"namespace\":\"alice\"");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"alice.s.shop.localhost", "alice--shop.localhost", "shop.localhost"})
    void loginStaysUnderThePrefix(String host) throws Exception {
        HttpResponse<String> answer = RunningDemo.send(demo.request(host, "/login")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("name=Ann")));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location")).hasValue("http://" + host + ":" + demo.port + "/");
        assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
                .startsWith("shop_user=Ann;")
                .containsIgnoringCase("Domain=" + host);
    }

    @Test
    void aliceCanBeReparentedByEditingHerFile() throws Exception {
        Path file = demo.folder.resolve("alice.yaml");
        String before = Files.readString(file);
        try {
            Files.writeString(file, before.replace("offshoot.dev/parent: team-a", "offshoot.dev/parent: default"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(aliceOrder()).contains("orders@alice[catalog@default"));
        } finally {
            Files.writeString(file, before);
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(aliceOrder()).contains("orders@alice[catalog@team-a"));
    }

    @Test
    void anUnknownSpaceIsNamedAndNeverServed() throws Exception {
        HttpResponse<String> answer = RunningDemo.send(demo.request("alcie.s.shop.localhost", "/api/products"));

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("alcie").contains("alice");
    }

    private static String aliceOrder() throws Exception {
        return RunningDemo.tree(demo.order("alice.s.shop.localhost").path("served"));
    }
}
