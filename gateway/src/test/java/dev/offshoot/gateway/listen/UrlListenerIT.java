package dev.offshoot.gateway.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UrlListenerIT {
    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = new TestGateway();
    }

    @AfterAll
    void stop() {
        gateway.close();
        TestGateway.assertNoLeaks();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "  ->  ",
            value = {
                "/  ->  http://h/",
                "/a/b;v=1?q=%2F&x  ->  http://h/a/b;v=1?q=%2F&x",
                "/a%2Fb/../c//d  ->  http://h/a%2Fb/../c//d",
                "/[x]  ->  http://h/%5Bx%5D",
                "/x?a[]=1  ->  http://h/x?a[]=1",
                "/a|b^c{d}`e\"<f>\\g  ->  http://h/a%7Cb%5Ec%7Bd%7D%60e%22%3Cf%3E%5Cg",
                "/%zz%4  ->  http://h/%25zz%254",
                "/x?%zz=%C3%A9  ->  http://h/x?%25zz=%C3%A9",
                "/a#b  ->  http://h/a%23b",
                "//evil.example/x  ->  http://h//evil.example/x",
                "/@evil  ->  http://h/@evil",
                "http://h/x?y  ->  http://h/x?y",
                "HTTP://H?y  ->  http://h/?y",
                "http://h  ->  http://h/",
            })
    void theTargetStaysByteForByteAndSpringSeesAnEscapedUri(String target, String uri) throws IOException {
        String answer =
                Wire.exchange(gateway.port(), "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\n" + target + "|" + uri + "|-||-");
    }

    @ParameterizedTest
    @CsvSource({
        "h:81, h:81",
        "H, H",
        "a_b, a_b",
        "[::1], [::1]",
        "[::1]:81, [::1]:81",
        "a%20b, a%20b",
        "[v1.x], 127.0.0.1",
        "a%zz, 127.0.0.1"
    })
    void everyHostThatHttpKnowsIsTaken(String host, String shown) throws IOException {
        String answer =
                Wire.exchange(gateway.port(), "GET /x HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");

        String authority = shown.equals("127.0.0.1") ? shown + ":" + gateway.port() : shown;
        assertThat(answer).endsWith("\r\n\r\n/x|http://" + authority + "/x|-||-");
    }

    @Test
    void optionsMayAskAboutTheServerItself() throws IOException {
        String answer = Wire.exchange(gateway.port(), "OPTIONS * HTTP/1.1\r\nHost: h:81\r\nConnection: close\r\n\r\n");

        assertThat(answer).endsWith("\r\n\r\n*|http://h:81/*|-||-");
    }

    @Test
    void bytesBeyondAsciiStayIfTheyAreUtf8() throws IOException {
        String target = new String("/grüße/😀".getBytes(UTF_8), ISO_8859_1);

        String answer =
                Wire.exchange(gateway.port(), "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");

        assertThat(answer).endsWith("\r\n\r\n" + target + "|http://h/gr%C3%BC%C3%9Fe/%F0%9F%98%80|-||-");
    }

    static Stream<Arguments> refused() {
        String h = "Host: h\r\n";
        return Stream.of(
                refused("GET / HTTP/1.1\r\n\r\n", 400, "Host: none"),
                refused("GET / HTTP/1.0\r\n\r\n", 400, "Host: none"),
                refused("GET / HTTP/1.1\r\nHost:\r\n\r\n", 400, "Host: none"),
                refused("GET / HTTP/1.1\r\n" + h + h + "\r\n", 400, "2 lines"),
                refused("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, "a/b"),
                refused("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", 400, "a@b"),
                refused("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, "a b"),
                refused("GET / HTTP/1.1\r\nHost: h:8x\r\n\r\n", 400, "h:8x"),
                refused("GET / HTTP/1.1\r\nHost: h:99999\r\n\r\n", 400, "h:99999"),
                refused("GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", 400, "::1"),
                refused("GET http://other/ HTTP/1.1\r\n" + h + "\r\n", 400, "the host that Host names"),
                refused("GET x HTTP/1.1\r\n" + h + "\r\n", 400, "a path that begins with /"),
                refused("GET @evil HTTP/1.1\r\n" + h + "\r\n", 400, "a path that begins with /"),
                refused("GET ftp://h/ HTTP/1.1\r\n" + h + "\r\n", 400, "a path that begins with /"),
                refused("GET * HTTP/1.1\r\n" + h + "\r\n", 400, "only with OPTIONS"),
                refused("GET /a b HTTP/1.1\r\n" + h + "\r\n", 400, "not well-formed"),
                refused("GET /a\u0001b HTTP/1.1\r\n" + h + "\r\n", 400, ""),
                refused("GET /\u00ff HTTP/1.1\r\n" + h + "\r\n", 400, "no UTF-8"),
                refused("GET / HTTP/9.9\r\n" + h + "\r\n", 400, "HTTP/9.9"),
                refused("GET / HTTP/2.0\r\n" + h + "\r\n", 400, "HTTP/2.0"),
                refused("GET /\r\n\r\n", 400, "not well-formed"),
                refused("NONSENSE\r\n\r\n", 400, "not well-formed"),
                refused("GET / HTTP/1.1\r\n" + h + "x y: 1\r\n\r\n", 400, "not well-formed"),
                refused("GET / HTTP/1.1\r\n" + h + "x: a\u0000b\r\n\r\n", 400, "not well-formed"),
                refused("POST / HTTP/1.1\r\n" + h + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400, ""),
                refused("POST / HTTP/1.1\r\n" + h + "Content-Length: +1\r\n\r\na", 400, ""),
                refused(
                        "POST / HTTP/1.1\r\n" + h
                                + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        400,
                        "more than one line"),
                refused(
                        "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: xchunked\r\nContent-Length: 1\r\n\r\na",
                        400,
                        ""),
                refused("POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n", 400, ""),
                refused(
                        "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                        400,
                        ""),
                refused("POST / HTTP/1.0\r\n" + h + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, ""),
                refused("CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", 405, "CONNECT"),
                refused("TRACE / HTTP/1.1\r\n" + h + "\r\n", 405, "TRACE"),
                refused("GET / HTTP/1.1\r\n" + h + "a: b\r\n".repeat(100) + "\r\n", 431, "101"),
                refused("GET / HTTP/1.1\r\n" + h + "a: " + "b".repeat(66_000) + "\r\n\r\n", 431, "65536"),
                refused("GET /" + "b".repeat(66_000) + " HTTP/1.1\r\n" + h + "\r\n", 431, "request line"));
    }

    private static Arguments refused(String request, int status, String detail) {
        return Arguments.of(request, status, detail);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatHttpForbidsIsRefusedWithAProblemDocumentAndAClose(String request, int status, String detail)
            throws IOException {
        String answer = Wire.exchange(gateway.port(), request);

        String code = status == 400 ? "bad-request" : status == 405 ? "method-not-allowed" : "headers-too-large";
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("\r\nx-offshoot-error: " + code + "\r\n", "\r\ncontent-type: application/problem+json\r\n")
                .contains("\r\nconnection: close\r\n", "\"code\":\"" + code + "\"", detail);
    }

    @Test
    void aRefusedHeadHasNoBody() throws IOException {
        String answer = Wire.exchange(gateway.port(), "HEAD x HTTP/1.1\r\nHost: h\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
    }

    @Test
    void aRefusalWaitsForTheAnswersOfEarlierRequests() throws IOException {
        String answer = Wire.exchange(
                gateway.port(),
                "GET /first HTTP/1.1\r\nHost: h\r\n\r\nGET /second HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/9.9\r\n\r\nGET /never");

        assertThat(answer.replaceAll("(?s)\r\n.*?\r\n\r\n", "\n")).startsWith("HTTP/1.1 200 OK\n/first|http://h/first");
        assertThat(answer)
                .containsSubsequence("/first|", "/second|", "HTTP/1.1 400 ")
                .doesNotContain("/never");
    }

    @Test
    void aBodyThatBreaksOffIsRefusedToo() throws IOException {
        String answer = Wire.exchange(
                gateway.port(), "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\r\nx-offshoot-error: bad-request\r\n");
    }

    @Test
    void requestTrailersReachTheHandler() throws IOException {
        String answer = Wire.exchange(
                gateway.port(),
                "POST /t HTTP/1.1\r\nHost: h\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\nhello\r\n0\r\nx-sum: 42\r\n\r\n");

        assertThat(answer).endsWith("/t|http://h/t|-|hello|[x-sum=42]");
    }

    @Test
    void aPlainTextUpgradeToHttp2IsAnsweredWithHttp1() throws IOException {
        String answer = Wire.exchange(
                gateway.port(),
                "GET /u HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\n"
                        + "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("/u|http://h/u|-||-");
    }

    static Stream<Arguments> streams() {
        return Stream.of(
                stream("200 - /s?a[]=1|http://h/s?a[]=1|-||-", "GET", "/s?a[]=1", ":authority", "h"),
                stream("200 - /a|b%zz|http://h/a%7Cb%25zz|-||-", "GET", "/a|b%zz", ":authority", "h"),
                stream(
                        "200 - //evil.example/x|http://h//evil.example/x|-||-",
                        "GET",
                        "//evil.example/x",
                        ":authority",
                        "h"),
                stream("200 - /s|http://h/s|-||-", "GET", "/s", "host", "h"),
                stream("200 - /s|http://h/s|-||-", "GET", "/s", ":authority", "h", "host", "h"),
                stream("reset", "GET", "/s", ":authority", "h", "host", "other"),
                stream("400 bad-request", "GET", "/s"),
                stream("400 bad-request", "GET", "/s", ":authority", "a@b"),
                stream("400 bad-request", "GET", "x", ":authority", "h"),
                stream("405 method-not-allowed", "TRACE", "/s", ":authority", "h"));
    }

    private static Arguments stream(String answer, String method, String path, String... more) {
        String[] fields = {":method", method, ":scheme", "http", ":path", path};
        return Arguments.of(
                answer, Stream.concat(Stream.of(fields), Stream.of(more)).toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("streams")
    void http2ByPriorKnowledgeIsServedAndCheckedPerStream(String answer, String[] fields) throws Exception {
        try (Http2Wire wire = new Http2Wire(gateway.port())) {
            assertThat(wire.ask(fields)).startsWith(answer);
            assertThat(wire.ask(":method", "GET", ":scheme", "http", ":path", "/next", ":authority", "h"))
                    .as("the connection goes on")
                    .startsWith("200 - /next|");
        }
    }

    @ParameterizedTest
    @CsvSource({":method", ":scheme", ":path"})
    void aStreamWithoutAPseudoHeaderFieldIsReset(String missing) throws Exception {
        String[] fields = Stream.of(":method", ":scheme", ":path", ":authority")
                .filter(name -> !name.equals(missing))
                .flatMap(name -> Stream.of(
                        name,
                        Map.of(":method", "GET", ":scheme", "http", ":path", "/")
                                .getOrDefault(name, "h")))
                .toArray(String[]::new);
        try (Http2Wire wire = new Http2Wire(gateway.port())) {
            assertThat(wire.ask(fields)).isEqualTo("reset 1");
            assertThat(wire.ask(":method", "GET", ":scheme", "http", ":path", "/next", ":authority", "h"))
                    .as("the connection goes on")
                    .startsWith("200 - /next|");
        }
    }

    @Test
    void connectOnAStreamIsRefused() throws Exception {
        try (Http2Wire wire = new Http2Wire(gateway.port())) {
            assertThat(wire.ask(":method", "CONNECT", ":authority", "x:80")).startsWith("405 method-not-allowed");
        }
    }

    @Test
    void tooManyFieldsOnAStreamAreRefused() throws Exception {
        String[] fields = Stream.concat(
                        Stream.of(":method", "GET", ":scheme", "http", ":path", "/", ":authority", "h"),
                        Stream.generate(() -> "a").limit(220))
                .toArray(String[]::new);
        try (Http2Wire wire = new Http2Wire(gateway.port())) {
            assertThat(wire.ask(fields)).startsWith("431 headers-too-large");
        }
    }

    @Test
    void requestTrailersOfAStreamReachTheHandler() throws Exception {
        try (Http2Wire wire = new Http2Wire(gateway.port())) {
            String answer = wire.begin(
                            new DefaultHttp2Headers().add("x-sum", "42"),
                            ":method",
                            "POST",
                            ":scheme",
                            "http",
                            ":path",
                            "/t",
                            ":authority",
                            "h")
                    .get();
            assertThat(answer).isEqualTo("200 - /t|http://h/t|-|hello|[x-sum=42]");
        }
    }
}
