package dev.offshoot.cluster.intercept;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.offshoot.routing.facts.ServiceKey;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On an API server that has two slices of {@code shop/orders}: a former Service's with UID 1, and one of the Service with UID 2. */
class LiveServiceTest {
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        byte[] slices =
                """
                {"kind": "EndpointSliceList", "apiVersion": "discovery.k8s.io/v1", "metadata": {}, "items": [%s, %s]}
                """.formatted(slice("1", "10.0.0.1"), slice("2", "10.0.0.2")).getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, slices.length);
            exchange.getResponseBody().write(slices);
            exchange.close();
        });
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void slicesOfAFormerServiceOfThatNameSayNothingOfThisOne() {
        LiveService live = new LiveService(client, new ServiceKey("shop", "orders"));
        assertThat(live.endpoints(orders("2"))).singleElement().asString().contains("10.0.0.2");
        assertThat(live.endpoints(orders("3"))).isEmpty();
    }

    private static Service orders(String uid) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("orders")
                .withUid(uid)
                .endMetadata()
                .build();
    }

    private static String slice(String serviceUid, String address) {
        return """
                {"kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1", "addressType": "IPv4",
                 "metadata": {"name": "orders-%1$s", "namespace": "shop", "ownerReferences":
                   [{"apiVersion": "v1", "kind": "Service", "name": "orders", "uid": "%1$s"}]},
                 "ports": [{"name": "http", "port": 8080}],
                 "endpoints": [{"addresses": ["%2$s"], "conditions": {"ready": true}}]}
                """.formatted(serviceUid, address);
    }
}
