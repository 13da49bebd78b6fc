package dev.offshoot.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.junit.jupiter.api.Test;

class HopByHopTest {
    private static HttpHeaders headers(String... fields) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (String field : fields) {
            headers.add(field.substring(0, field.indexOf(':')), field.substring(field.indexOf(':') + 2));
        }
        return headers;
    }

    private static List<String> fields(HttpHeaders headers) {
        return headers.entries().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
    }

    @Test
    void whatConnectionNamesIsRemovedFromEachOfItsLines() {
        HttpHeaders headers = headers("Connection: close, X-A", "Connection: x-b", "X-A: 1", "X-B: 2", "X-C: 3");

        HopByHop.removeFromRequest(headers, false);

        assertThat(fields(headers)).containsExactly("X-C: 3");
    }

    @Test
    void connectionCantTakeAwayWhatEveryRecipientNeeds() {
        HttpHeaders headers = headers(
                "Connection: host, content-length, transfer-encoding, te",
                "Host: a",
                "Content-Length: 3",
                "TE: trailers");

        HopByHop.removeFromRequest(headers, false);

        assertThat(fields(headers)).containsExactly("Host: a", "Content-Length: 3", "te: trailers");
    }

    @Test
    void onlyTrailersRemainsOfTe() {
        HttpHeaders both = headers("TE: gzip, trailers");
        HttpHeaders other = headers("TE: gzip");

        HopByHop.removeFromRequest(both, false);
        HopByHop.removeFromRequest(other, false);

        assertThat(fields(both)).containsExactly("te: trailers");
        assertThat(fields(other)).isEmpty();
    }

    @Test
    void proxyLeftoversAndHttp2SettingsAreRemoved() {
        HttpHeaders headers = headers(
                "Proxy-Connection: keep-alive", "Keep-Alive: 5", "Upgrade: h2c", "HTTP2-Settings: A", "Accept: b");

        HopByHop.removeFromRequest(headers, false);

        assertThat(fields(headers)).containsExactly("Accept: b");
    }

    @Test
    void upgradeIsKeptWhereItMayHappen() {
        HttpHeaders headers = headers("Connection: keep-alive, Upgrade", "Upgrade: websocket", "Keep-Alive: 5");

        HopByHop.removeFromRequest(headers, true);

        assertThat(fields(headers)).containsExactlyInAnyOrder("connection: upgrade", "Upgrade: websocket");
    }

    @Test
    void headersThatTheHttp2CodecInventsAreRemoved() {
        HttpHeaders headers =
                headers("x-http2-stream-id: 3", "x-http2-scheme: http", "x-http2-stream-weight: 16", "a: b");

        HopByHop.removeFromRequest(headers, false);

        assertThat(fields(headers)).containsExactly("a: b");
    }
}
