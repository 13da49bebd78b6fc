package dev.offshoot.routing.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamProtocolTest {
    @ParameterizedTest(name = "name {0}, appProtocol {1} -> {2}")
    @CsvSource(
            nullValues = "-",
            emptyValue = "",
            value = {
                "http, -, HTTP1",
                "http-web, -, HTTP1",
                "https, -, HTTPS",
                "https-web, -, HTTPS",
                "http2, -, H2C",
                "h2c, -, H2C",
                "http2-x, -, H2C",
                "grpc, -, GRPC",
                "grpc-api, -, GRPC",
                "tcp, -, TCP",
                "tcp-x, -, TCP",
                "redis, -, TCP",
                "postgres-main, -, TCP",
                "tls, -, TCP",
                "'', -, UNDECLARED",
                "web, -, UNDECLARED",
                "httpx, -, UNDECLARED",
                "grpcapi, -, UNDECLARED",
                "http, '', HTTP1",
                "tcp, http, HTTP1",
                "http, grpc, GRPC",
                "http, kubernetes.io/h2c, H2C",
                "tcp, kubernetes.io/ws, HTTP1",
                "tcp, kubernetes.io/wss, HTTPS",
                "http, https, HTTPS",
                "http, HTTP2, H2C",
                "http, mysql, TCP",
                "http, example.com/own, TCP",
            })
    void appProtocolDecidesElseThePortsName(String name, String appProtocol, UpstreamProtocol protocol) {
        assertThat(UpstreamProtocol.of(name, appProtocol)).isEqualTo(protocol);
    }
}
