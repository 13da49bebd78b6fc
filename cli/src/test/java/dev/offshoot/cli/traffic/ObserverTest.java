package dev.offshoot.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections as they are on the wire: {@code >} to the process, {@code <} from it; read in pieces of every size. */
class ObserverTest {
    private final List<Seen> seen = new ArrayList<>();
    private final Observer observer = new Observer(Clock.systemUTC(), 80, seen::add);
    private int piece = Integer.MAX_VALUE;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10_000})
    void requestsOnOneConnectionAreTold(int piece) {
        this.piece = piece;
        pass(
                "> GET /a?secret=1 HTTP/1.1\r\nHost: x\r\nx-offshoot-space: alice\r\n\r\n",
                "< HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
                "> POST /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-t: 1\r\n\r\n",
                "< HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n");
        assertThat(lines()).containsExactly("HTTP/1.1 GET /a 200 alice", "HTTP/1.1 POST /b 500 null");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10_000})
    void pipelinedRequestsAreAnsweredInTheirOrder(int piece) {
        this.piece = piece;
        pass(
                "> GET /1 HTTP/1.1\r\nHost: x\r\n\r\nHEAD /2 HTTP/1.1\r\nHost: x\r\n\r\nGET /3 HTTP/1.1\r\nHost: x\r\n\r\n",
                "< HTTP/1.1 204 None\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nHTTP/1.1 304 Not\r\nContent-Length: 7\r\n\r\n");
        assertThat(lines())
                .containsExactly("HTTP/1.1 GET /1 204 null", "HTTP/1.1 HEAD /2 200 null", "HTTP/1.1 GET /3 304 null");
    }

    @Test
    void anAnswerIsTheOneAfterInterimOnes() {
        pass(
                "> PUT /big HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n",
                "< HTTP/1.1 100 Continue\r\n\r\n",
                "> abc",
                "< HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 0\r\n\r\n");
        assertThat(lines()).containsExactly("HTTP/1.1 PUT /big 201 null");
    }

    @Test
    void anAnswerMayLastUntilItsConnectionEnds() {
        pass("> GET /old HTTP/1.0\r\n\r\n", "< HTTP/1.0 200 OK\r\n\r\nall of it");
        assertThat(lines()).isEmpty();
        observer.ended();
        assertThat(lines()).containsExactly("HTTP/1.0 GET /old 200 null");
    }

    @Test
    void whatIsOpenAtTheEndIsIncomplete() {
        pass(
                "> GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n",
                "< HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
        observer.ended();
        assertThat(lines()).containsExactly("HTTP/1.1 GET /a 200 null incomplete", "HTTP/1.1 GET /b 0 null incomplete");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10_000})
    void aWebSocketIsToldOnceAndThenAsBytes(int piece) {
        this.piece = piece;
        pass(
                "> GET /live HTTP/1.1\r\nHost: x\r\nx-offshoot-space: bob\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
                "< HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n12345",
                "> GET / is no request here\r\n\r\n",
                "< 678");
        assertThat(lines()).containsExactly("HTTP/1.1 GET /live 101 bob");
        observer.ended();
        assertThat(lines()).last().isEqualTo("websocket /live bob in 28 out 8");
    }

    @Test
    void whatIsNoHttpIsAConnection() {
        pass("> PING\r\n\r\n", "< +PONG\r\n");
        observer.ended();
        assertThat(lines()).containsExactly("TCP null null in 8 out 7");
    }

    @Test
    void aServerThatSpeaksFirstSpeaksNoHttp() {
        pass("< 220 mail\r\n", "> GET / HTTP/1.1\r\n\r\n");
        observer.ended();
        assertThat(lines()).containsExactly("TCP null null in 18 out 10");
    }

    @Test
    void aConnectionWithoutBytesIsNotTold() {
        observer.ended();
        assertThat(lines()).isEmpty();
    }

    @Test
    void whatTurnsOutToBeSomethingElseOnlyEndsTheReading() {
        pass(
                "> GET /a HTTP/1.1\r\nHost: x\r\n\r\n",
                "< HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "> \u0001\u0002 no request\r\n\r\n",
                "< whatever\r\n\r\n",
                "> GET /b HTTP/1.1\r\n\r\n");
        observer.ended();
        assertThat(lines()).hasSize(2).first().isEqualTo("HTTP/1.1 GET /a 200 null");
        assertThat(lines()).last().asString().startsWith("TCP null null in ");
    }

    /** A thousand times as long as what is kept. */
    @Test
    void aHeadWithoutAnEndIsNotKept() {
        pass("> GET /");
        String more = "> " + "x".repeat(65_536);
        for (int i = 0; i < 1000; i++) {
            pass(more);
        }
        observer.ended();
        assertThat(lines()).containsExactly("TCP null null in " + (5 + 65_536_000) + " out 0");
    }

    @Test
    void aTerminalIsNotSteeredFromOutside() {
        pass("> GET /\u001b[2J\u0007" + "x".repeat(300) + " HTTP/1.1\r\nHost: x\r\n\r\n", "< HTTP/1.1 204 No\r\n\r\n");
        assertThat(lines()).containsExactly("HTTP/1.1 GET /?[2J?" + "x".repeat(194) + "... 204 null");
    }

    /** Each buffer is looked at, and left as it was. */
    private void pass(String... parts) {
        for (String part : parts) {
            byte[] bytes = part.substring(2).getBytes(StandardCharsets.ISO_8859_1);
            for (int from = 0, length; from < bytes.length; from += length) {
                length = Math.min(piece, bytes.length - from);
                ByteBuf buffer = Unpooled.copiedBuffer(bytes, from, length);
                if (part.charAt(0) == '>') {
                    observer.toSocket(buffer);
                } else {
                    observer.fromSocket(buffer);
                }
                assertThat(buffer.readableBytes()).isEqualTo(length);
                assertThat(buffer.refCnt()).isEqualTo(1);
            }
        }
    }

    private List<String> lines() {
        return seen.stream().map(ObserverTest::line).toList();
    }

    static String line(Seen seen) {
        return switch (seen) {
            case Seen.Request it ->
                it.protocol() + " " + it.method() + " " + it.path() + " " + it.status()
                        + (it.grpcStatus() == null ? "" : "/" + it.grpcStatus()) + " " + it.space()
                        + (it.complete() ? "" : " incomplete");
            case Seen.Connection it ->
                it.protocol() + " " + it.path() + " " + it.space() + " in " + it.toProcess() + " out "
                        + it.fromProcess();
            case Seen.Unshown it -> it.toString();
        };
    }
}
