package dev.offshoot.gateway.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DataWebServerFactoryIT {
    private ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(ListenConfiguration.class)
    static class App {
        @Bean
        RouterFunction<ServerResponse> hello() {
            return RouterFunctions.route()
                    .GET("/a|b", request -> ServerResponse.ok().bodyValue("hello " + request.path()))
                    .build();
        }
    }

    @BeforeAll
    void start() {
        context = run("--server.port=0", "--management.server.port=0");
    }

    @AfterAll
    void stop() {
        context.close();
    }

    private static ConfigurableApplicationContext run(String... args) {
        return new SpringApplication(App.class).run(args);
    }

    @Test
    void springIsServedOnTheUrlListenerAndHealthOnThePortOfManagement() throws IOException {
        int url = port("local.server.port");
        int management = port("local.management.port");

        assertThat(management).isNotEqualTo(url);
        assertThat(get(url, "/a|b")).startsWith("HTTP/1.1 200 ").endsWith("hello /a%7Cb");
        assertThat(get(management, "/actuator/health"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\"status\":\"UP\"");
        assertThat(get(url, "/actuator/health")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aTakenPortIsOneLineThatNamesItAndTheWayOut() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> run("--server.port=" + taken.getLocalPort(), "--management.server.port=0"))
                    .hasStackTraceContaining("The URL listener can't listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasStackTraceContaining("choose another port with --port");
        }
    }

    private int port(String property) {
        return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    private static String get(int port, String target) throws IOException {
        return Wire.exchange(port, "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }
}
