package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.server.reactive.ServerHttpRequest;

class RequestReaderTest {
    /** They are known by name, since both classes are out of reach; renamed, every request would go the slow way unnoticed. */
    @Test
    void theViewsOfAnUnchangedRequestExist() throws ClassNotFoundException {
        for (String name : RequestReader.UNCHANGED) {
            assertThat(ServerHttpRequest.class).isAssignableFrom(Class.forName(name));
        }
    }
}
