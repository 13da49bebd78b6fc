package dev.offshoot.gateway.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** Callers of the management API, checked against an API server that says what it is told. */
class ApiAccessTest {
    private static final String REMOTE = "10.1.2.3";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private String token = "";
    private String access = "";
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apis/authentication.k8s.io/v1/tokenreviews", exchange -> answer(exchange, token));
        server.createContext(
                "/apis/authorization.k8s.io/v1/subjectaccessreviews", exchange -> answer(exchange, access));
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withHttp2Disable(true)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange, String status) throws IOException {
        try (exchange) {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] body = ("{\"status\":" + status + "}").getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status.isEmpty() ? 500 : 201, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '\u0001', textBlock = """
                    allowed            | {"authenticated":true,"audiences":["gateway.offshoot.dev"],"user":{"username":"u"}} | {"allowed":true}               | 200
                    no right           | {"authenticated":true,"audiences":["gateway.offshoot.dev"],"user":{"username":"u"}} | {"allowed":false}              | 403
                    denied             | {"authenticated":true,"audiences":["gateway.offshoot.dev"],"user":{"username":"u"}} | {"allowed":false,"denied":true} | 403
                    no right is told   | {"authenticated":true,"audiences":["gateway.offshoot.dev"],"user":{"username":"u"}} | {}                             | 403
                    invalid            | {"authenticated":false,"error":"expired"}                                           | {"allowed":true}               | 401
                    nothing is told    | {}                                                                                  | {"allowed":true}               | 401
                    audience unchecked | {"authenticated":true,"user":{"username":"u"}}                                      | {"allowed":true}               | 401
                    another audience   | {"authenticated":true,"audiences":["kubernetes"],"user":{"username":"u"}}           | {"allowed":true}               | 401
                    reviews fail       |                                                                                     | {"allowed":true}               | 503
                    access fails       | {"authenticated":true,"audiences":["gateway.offshoot.dev"],"user":{"username":"u"}} |                                | 503
                    """)
    void aRemoteCallerIsWhomKubernetesSays(
            String name, @Nullable String reviewed, @Nullable String allowed, int status) {
        token = reviewed == null ? "" : reviewed;
        access = allowed == null ? "" : allowed;

        assertThat(call(new ApiAccess(client), REMOTE, "Bearer abc")).isEqualTo(status);
    }

    @Test
    void kubernetesIsAskedForTheWholeUserAndAPathThatNotEverybodyMayGet() {
        token = """
                {"authenticated":true,"audiences":["gateway.offshoot.dev"],
                 "user":{"username":"u","uid":"1","groups":["g"],"extra":{"scopes":["s"]}}}""";
        access = "{\"allowed\":true}";

        assertThat(call(new ApiAccess(client), REMOTE, "bearer  abc ")).isEqualTo(200);

        assertThat(spec(0)).isEqualTo(Map.of("token", "abc", "audiences", List.of("gateway.offshoot.dev")));
        assertThat(spec(1))
                .isEqualTo(Map.of(
                        "user",
                        "u",
                        "uid",
                        "1",
                        "groups",
                        List.of("g"),
                        "extra",
                        Map.of("scopes", List.of("s")),
                        "nonResourceAttributes",
                        Map.of("path", "/offshoot.dev/api/listening", "verb", "get")));
    }

    @ParameterizedTest
    @CsvSource({"''", "Basic abc", "Bearer", "'Bearer '", "abc"})
    void withoutATokenNobodyIsAsked(String authorization) {
        assertThat(call(new ApiAccess(client), REMOTE, authorization.isEmpty() ? null : authorization))
                .isEqualTo(401);
        assertThat(asked).isEmpty();
    }

    @Test
    void anApiServerThatIsAwayIsNoRefusal() {
        server.stop(0);
        assertThat(call(new ApiAccess(client), REMOTE, "Bearer abc")).isEqualTo(503);
    }

    @Test
    void callersOnLoopbackNeedNothing() {
        assertThat(call(new ApiAccess(client), "127.0.0.1", null)).isEqualTo(200);
        assertThat(call(new ApiAccess(client), "::1", null)).isEqualTo(200);
        assertThat(asked).isEmpty();
    }

    @Test
    void withoutAnApiServerOthersGetNothing() {
        assertThat(call(new ApiAccess(null), REMOTE, "Bearer abc")).isEqualTo(403);
        assertThat(call(new ApiAccess(null), "127.0.0.1", null)).isEqualTo(200);
    }

    private static int call(ApiAccess access, String from, @Nullable String authorization) {
        ServerResponse answer = access.filter(
                        request(from, authorization), any -> ServerResponse.ok().build())
                .block();
        access.close();
        assertThat(answer).isNotNull();
        return answer.statusCode().value();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> spec(int review) {
        return (Map<String, Object>)
                JsonMapper.shared().readValue(asked.get(review), Map.class).get("spec");
    }

    /** A request as far as it is looked at. */
    private static ServerRequest request(String from, @Nullable String authorization) {
        ServerRequest.Headers headers =
                stub(ServerRequest.Headers.class, name -> name.equals("firstHeader") ? authorization : fail(name));
        return stub(ServerRequest.class, name -> switch (name) {
            case "remoteAddress" -> Optional.of(new InetSocketAddress(from, 4711));
            case "headers" -> headers;
            case "path" -> "/api/listening";
            default -> fail(name);
        });
    }

    private interface Answers {
        @Nullable
        Object of(String method);
    }

    private static <T> T stub(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> answers.of(method.getName())));
    }

    private static Object fail(String method) {
        throw new UnsupportedOperationException(method);
    }
}
