package dev.offshoot.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LocalPortsTest {
    @Test
    void aPortAloneIsForHttpElse80ElseTheOnlyOne() {
        assertThat(ports(service(port("grpc", 9090), port("http", 8000)), "8080"))
                .isEqualTo(Map.of(8000, 8080));
        assertThat(ports(service(port("grpc", 9090), port("web", 80)), "8080")).isEqualTo(Map.of(80, 8080));
        assertThat(ports(service(port(null, 5432)), "15432")).isEqualTo(Map.of(5432, 15432));
    }

    @Test
    void otherPortsAreNamedOrNumbered() {
        Service service = service(port("grpc", 9090), port("http", 80));
        assertThat(ports(service, "80:8080", "grpc:9091")).isEqualTo(Map.of(80, 8080, 9090, 9091));
    }

    @Test
    void whatTheServiceDoesNotHaveIsToldWithWhatItHas() {
        assertThatThrownBy(() -> ports(service(port("a", 1), port("b", 2)), "8080"))
                .hasMessage("--port: '8080' (expected: SERVICE:LOCAL, where orders has a 1, b 2)");
        assertThatThrownBy(() -> ports(service(port("http", 80)), "https:8443"))
                .hasMessage("--port: 'https:8443' (expected: SERVICE:LOCAL, where orders has http 80)");
        assertThatThrownBy(() -> ports(service(port("http", 80)), "80:70000"))
                .hasMessageContaining("'80:70000' (expected: the port of the local process, 1 to 65535");
    }

    @Test
    void portsOfUdpDoNotCount() {
        ServicePort dns =
                new ServicePortBuilder(port("dns", 53)).withProtocol("UDP").build();
        assertThat(ports(service(dns, port("web", 8000)), "8080")).isEqualTo(Map.of(8000, 8080));
    }

    private static Map<Integer, Integer> ports(Service service, String... wanted) {
        return LocalPorts.of(service, List.of(wanted)).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().getPort()));
    }

    private static ServicePort port(String name, int number) {
        return new ServicePortBuilder().withName(name).withPort(number).build();
    }

    private static Service service(ServicePort... ports) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName("orders")
                .endMetadata()
                .withNewSpec()
                .withPorts(ports)
                .endSpec()
                .build();
    }
}
