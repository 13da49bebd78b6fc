package dev.offshoot.gateway.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.offshoot.gateway.source.ApiServer;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.facts.TunnelFact;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What a local process may call, by an API server that says what it is told. */
class OwnerRightsTest {
    private static final ServiceKey PAYMENTS = new ServiceKey("default", "payments");

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile String status = "";
    private HttpServer server;
    private KubernetesClient client;
    private AccessReviews reviews;
    private OwnerRights rights;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apis/authorization.k8s.io/v1/subjectaccessreviews", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withHttp2Disable(true)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        reviews = new AccessReviews(new ApiServer(client));
        TunnelFact tunnel = new TunnelFact(
                "alice", "orders", "u-1", "orders", List.of(80), "key", "jane", List.of("devs"), false, true);
        rights = new OwnerRights(tunnel, reviews, new TunnelMeters(new SimpleMeterRegistry()));
    }

    @AfterEach
    void stop() {
        reviews.close();
        client.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] body = ("{\"status\":" + status + "}").getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status.isEmpty() ? 500 : 201, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Test
    void kubernetesIsAskedOnceForTheOwnerAndItsGroups() {
        status = "{\"allowed\":true}";
        assertThat(refusal(PAYMENTS)).isNull();
        status = "{\"allowed\":false}";
        assertThat(refusal(PAYMENTS)).isNull();

        assertThat(asked).hasSize(1);
        assertThat(JsonMapper.shared().readValue(asked.getFirst(), Map.class).get("spec"))
                .isEqualTo(Map.of(
                        "user",
                        "jane",
                        "groups",
                        List.of("devs"),
                        "resourceAttributes",
                        Map.of(
                                "namespace", "default",
                                "name", "payments",
                                "resource", "services",
                                "subresource", "proxy",
                                "verb", "get")));
        assertThat(refusal(new ServiceKey("default", "catalog"))).isNotNull();
    }

    @Test
    void aRefusalNamesUserVerbResourceAndNamespace() {
        status = "{\"allowed\":false}";
        Refuse refuse = refusal(PAYMENTS);
        assertThat(refuse.code()).isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refuse.detail())
                .isEqualTo("User jane cannot get resource services/proxy \"payments\" in namespace default, which the"
                        + " local process of Tunnel alice/orders needs to call it");
        assertThat(refuse.service()).isEqualTo("default/payments");
    }

    /** A failure isn't remembered. */
    @Test
    void withoutAnAnswerACallIsRefusedAndTheNextAsksAgain() {
        assertThat(refusal(PAYMENTS).code()).isEqualTo(ErrorCode.NOT_READY);
        status = "{\"allowed\":true}";
        assertThat(refusal(PAYMENTS)).isNull();
    }

    private Refuse refusal(ServiceKey service) {
        return rights.refusal(service).block(Duration.ofSeconds(20));
    }
}
