package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingRequestTest {
    private static OutgoingRequest request(String method, String target, boolean hasBody) {
        return new OutgoingRequest(
                HttpMethod.valueOf(method), target, new DefaultHttpHeaders(), hasBody, false, false, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\r\nHost: b", "/a\tb"})
    void targetThatWouldBreakTheRequestLineIsRefused(String target) {
        assertThatThrownBy(() -> request("GET", target, false)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,true",
        "HEAD,true",
        "OPTIONS,true",
        "PUT,true",
        "DELETE,true",
        "POST,false",
        "PATCH,false",
        "ODD,false"
    })
    void onlyIdempotentMethodsMayBeRepeated(String method, boolean repeatable) {
        assertThat(request(method, "/", false).isRepeatable()).isEqualTo(repeatable);
    }

    @Test
    void requestWithABodyIsNotRepeated() {
        assertThat(request("PUT", "/", true).isRepeatable()).isFalse();
    }
}
