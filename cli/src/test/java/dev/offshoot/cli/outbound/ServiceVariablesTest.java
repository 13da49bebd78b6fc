package dev.offshoot.cli.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceVariablesTest {
    /** Names as in Kubernetes' documentation, "Accessing the Service: environment variables". */
    @Test
    void aServiceHasTheVariablesThatKubernetesWouldGive() {
        Service service = service("redis-primary", "[{port: 6379}]");
        assertThat(ServiceVariables.of(service, "127.0.0.1", Map.of(6379, 20001)))
                .isEqualTo(Map.of(
                        "REDIS_PRIMARY_SERVICE_HOST", "127.0.0.1",
                        "REDIS_PRIMARY_SERVICE_PORT", "20001",
                        "REDIS_PRIMARY_PORT", "tcp://127.0.0.1:20001",
                        "REDIS_PRIMARY_PORT_6379_TCP", "tcp://127.0.0.1:20001",
                        "REDIS_PRIMARY_PORT_6379_TCP_PROTO", "tcp",
                        "REDIS_PRIMARY_PORT_6379_TCP_PORT", "20001",
                        "REDIS_PRIMARY_PORT_6379_TCP_ADDR", "127.0.0.1"));
    }

    @Test
    void theFirstPortIsTheServicesAndNamedOnesHaveTheirOwn() {
        Service service = service(
                "orders",
                "[{name: http-web, port: 80}, {name: grpc, port: 9090}, {name: dns, port: 53, protocol: UDP}]");
        assertThat(ServiceVariables.of(service, "127.0.0.1", Map.of(80, 20001, 9090, 20002)))
                .containsEntry("ORDERS_SERVICE_PORT", "20001")
                .containsEntry("ORDERS_PORT", "tcp://127.0.0.1:20001")
                .containsEntry("ORDERS_SERVICE_PORT_HTTP_WEB", "20001")
                .containsEntry("ORDERS_SERVICE_PORT_GRPC", "20002")
                .containsEntry("ORDERS_PORT_9090_TCP_PORT", "20002")
                .doesNotContainKey("ORDERS_SERVICE_PORT_DNS");
    }

    private static Service service(String name, String ports) {
        return Serialization.unmarshal(
                "apiVersion: v1\nkind: Service\nmetadata: {name: " + name + "}\nspec: {ports: " + ports + "}",
                Service.class);
    }
}
