package dev.offshoot.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The five services alone, wired to each other directly: an ordinary application without any gateway. */
@Timeout(60)
class ShopIT {
    private static final Deque<RunningService> RUNNING = new ArrayDeque<>();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();
    private static int web;
    private static int orders;

    @BeforeAll
    static void startAll() throws IOException {
        int catalog = start("catalog", Map.of("SALE_PERCENT", "10", "SHOP_LABEL", "sale", "POD_NAMESPACE", "here"));
        int notifications = start("notifications", Map.of());
        int payments = start("payments", Map.of("HEALTH_PORT", "0", "PAYMENT_METHOD", "invoice"));
        orders = start(
                "orders",
                Map.of(
                        "CATALOG_URL", "http://127.0.0.1:" + catalog,
                        "NOTIFICATIONS_URL", "http://127.0.0.1:" + notifications,
                        "PAYMENTS_ADDRESS", "127.0.0.1:" + payments,
                        "GIFT_WRAP", "true"));
        web = start(
                "web",
                Map.of(
                        "CATALOG_URL", "http://127.0.0.1:" + catalog,
                        "NOTIFICATIONS_URL", "http://127.0.0.1:" + notifications,
                        "ORDERS_URL", "http://127.0.0.1:" + orders,
                        "PUBLIC_URL", "http://shop.example.test:8080",
                        "SHOP_LINKS", "one=http://one.example.test/,two=http://two.example.test/"));
    }

    @AfterAll
    static void stopAll() {
        RUNNING.forEach(RunningService::close);
    }

    @Test
    void listsProductsOverTwoHops() throws Exception {
        JsonNode answer = json(get("/api/products"), 200);

        assertThat(answer.path("products")).hasSize(6);
        assertThat(answer.at("/products/0/price").asInt()).isEqualTo(3_780);
        assertThat(answer.at("/products/0/usualPrice").asInt()).isEqualTo(4_200);
        assertThat(tree(answer.path("served"))).isEqualTo("web[catalog]");
        assertThat(answer.at("/served/calls/0/variant").asString()).isEqualTo("sale");
        assertThat(answer.at("/served/calls/0/namespace").asString()).isEqualTo("here");
    }

    @Test
    void placesAnOrderOverThreeHopsOneOfThemGrpc() throws Exception {
        JsonNode answer = json(post("/api/orders", "{\"product\":\"mug\",\"quantity\":2}"), 201);

        assertThat(tree(answer.path("served"))).isEqualTo("web[orders[catalog,payments,notifications]]");
        assertThat(answer.at("/order/total").asInt()).isEqualTo(2_520);
        assertThat(answer.at("/order/method").asString()).isEqualTo("invoice");
        assertThat(answer.at("/order/extras/0").asString()).isEqualTo("gift wrap");
    }

    @Test
    void streamsNotificationsAsTheyHappenAndFromWhereAReaderLeftOff() throws Exception {
        json(post("/api/orders", "{\"product\":\"fern\",\"quantity\":1}"), 201);
        HttpResponse<InputStream> stream = CLIENT.send(request("/events").build(), BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("content-type")).hasValue("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines, "Potted fern")).contains("gift wrap");
            json(post("/api/orders", "{\"product\":\"lamp\",\"quantity\":3}"), 201);
            assertThat(next(lines, "Desk lamp")).contains("3 ×");
        }
    }

    @Test
    void loginGoesToTheAddressThatTheShopBelievesIn() throws Exception {
        HttpResponse<String> answer = CLIENT.send(
                request("/login")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("name=Ann+B"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location")).hasValue("http://shop.example.test:8080/");
        String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
        assertThat(cookie).startsWith("shop_user=Ann+B;").contains("Domain=shop.example.test");
        HttpResponse<String> info = CLIENT.send(
                request("/api/info").header("Cookie", "x=1; shop_user=Ann+B").build(), BodyHandlers.ofString());
        assertThat(json(info, 200).path("user").asString()).isEqualTo("Ann B");
        assertThat(json(info, 200).at("/links/1/name").asString()).isEqualTo("two");
    }

    @Test
    void servesThePageAndNothingElseBesideIt() throws Exception {
        for (String file : List.of("/", "/shop.css", "/shop.js", "/favicon.svg")) {
            assertThat(get(file).statusCode()).as(file).isEqualTo(200);
        }
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void saysWhatIsWrongWithAnOrder() throws Exception {
        Map<String, String> wrong = Map.of(
                "{\"product\":\"mug\",\"quantity\":0}", "quantity: 0 (expected: 1 to 99)",
                "{\"product\":\"cup\",\"quantity\":1}", "product: cup (expected: one of kettle",
                "{\"quantity\":1}", "product: missing",
                "null", "body: null",
                "no json", "body: ");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            HttpResponse<String> answer = post("/api/orders", each.getKey());
            assertThat(answer.statusCode()).as(each.getKey()).isEqualTo(400);
            assertThat(answer.body()).as(each.getKey()).contains(each.getValue());
        }
    }

    @Test
    void namesTheServiceThatIsAway() throws Exception {
        int nobody = freePort();
        int lonely = start("web", Map.of("CATALOG_URL", "http://127.0.0.1:" + nobody));
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lonely + "/api/products"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(json(answer, 502).at("/served/calls/0/error").asString())
                .startsWith("catalog at http://127.0.0.1:" + nobody + "/ can't be reached");
    }

    @Test
    void endsWithCode2WhereAPortIsTaken() throws Exception {
        Process process = program("orders", Map.of("PORT", String.valueOf(orders), "BIND_ADDRESS", "127.0.0.1"));

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(process.errorReader().readLine()).startsWith("shop: orders can't listen on 127.0.0.1:" + orders);
    }

    @Test
    void endsOnSigterm() throws Exception {
        Process process = program("payments", Map.of("PORT", "0", "HEALTH_PORT", "0", "BIND_ADDRESS", "127.0.0.1"));

        assertThat(process.inputReader().readLine()).startsWith("payments listens on port ");
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 15);
    }

    @Test
    void endsItsStreamsAtOnceWhenItStops() throws Exception {
        int port = start("notifications", Map.of());
        HttpResponse<InputStream> stream = CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
                        .build(),
                BodyHandlers.ofInputStream());
        RUNNING.pop().close();

        assertThat(new String(stream.body().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("retry: 1000");
    }

    @Test
    void knowsItsServicesOnly() {
        assertThatThrownBy(() -> Shop.start("basket", Map.of()))
                .hasMessage("service: basket (expected: catalog, notifications, orders, payments or web)");
        assertThatThrownBy(() -> Shop.start("web", Map.of("PORT", "http")))
                .hasMessage("PORT: http (expected: 0 to 65535)");
    }

    private static int start(String service, Map<String, String> environment) throws IOException {
        Map<String, String> all = new HashMap<>(environment);
        all.put("PORT", "0");
        all.put("BIND_ADDRESS", "127.0.0.1");
        RunningService running = Shop.start(service, all);
        RUNNING.push(running);
        return running.port();
    }

    private static Process program(String service, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Shop.class.getName(),
                service);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web + path));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(request(path).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return CLIENT.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return JSON.readTree(answer.body());
    }

    /** The next line that has the text. */
    private static String next(BufferedReader lines, String text) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended before " + text);
    }

    /** {@code web[orders[catalog,payments]]}. */
    private static String tree(JsonNode served) {
        List<String> calls =
                served.path("calls").valueStream().map(ShopIT::tree).toList();
        return served.path("service").asString() + (calls.isEmpty() ? "" : "[" + String.join(",", calls) + "]");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
