package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * An application on a free loopback port, HTTP/1.1 and HTTP/2 by prior knowledge, that answers with what it saw as JSON:
 * {@link Seen}. A request's {@code x-answer} lines ({@code name: value}) become headers of the answer, {@code x-answer-status} its
 * status. {@code x-answer-early} is the status of an answer that comes before the request's body was looked at; {@code x-answer-trailer} and
 * {@code x-answer-trailers-only} are gRPC's status at the end of an echo and of an answer without a body.
 */
public final class Origin implements AutoCloseable {
    /** A {@code google.rpc.Status} in base64, as gRPC's rich errors are. */
    static final String DETAILS = "CAcSBmRlbmllZBoNCgR0eXBlEgV2YWx1ZQ";

    private static final JsonMapper JSON = JsonMapper.shared();
    private final String who;
    private final DisposableServer server;
    private final List<Integer> closes = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<String, Integer> requestsById = new ConcurrentHashMap<>();
    private volatile Sinks.Empty<Void> rest = Sinks.empty();

    /** A request as the application got it; header lines in order, names as sent. */
    public record Seen(String who, String method, String target, List<List<String>> headers, String body) {
        static Seen of(String json) {
            return JSON.readValue(json, Seen.class);
        }

        /** All values of a header, in order. */
        public List<String> headers(String name) {
            return headers.stream()
                    .filter(line -> line.get(0).equalsIgnoreCase(name))
                    .map(line -> line.get(1))
                    .toList();
        }

        /** A header that stands once at most; null where it doesn't stand. */
        public String header(String name) {
            List<String> values = headers(name);
            if (values.size() > 1) {
                throw new AssertionError(name + " stands more than once: " + values);
            }
            return values.isEmpty() ? null : values.get(0);
        }

        /** Lower-case names of all headers, in order. */
        public List<String> headerNames() {
            return headers.stream()
                    .map(line -> line.get(0).toLowerCase(java.util.Locale.ROOT))
                    .toList();
        }
    }

    public Origin(String who) {
        this(who, server -> server.protocol(HttpProtocol.HTTP11, HttpProtocol.H2C));
    }

    /** In TLS. */
    public Origin(String who, TestCertificate certificate) {
        this(who, server -> server.secure(spec -> spec.sslContext(certificate.context())));
    }

    private Origin(String who, UnaryOperator<HttpServer> protocol) {
        this.who = who;
        this.server = protocol.apply(
                        HttpServer.create().host("127.0.0.1").port(0).handle(this::answer))
                .bindNow();
    }

    public String who() {
        return who;
    }

    public int port() {
        return server.port();
    }

    /** The statuses of Close frames that clients of WebSockets sent. */
    public List<Integer> closes() {
        return closes;
    }

    /** How many requests came so far. */
    public int requests() {
        return requests.get();
    }

    /** How many requests came so far whose {@code x-id} is this. */
    public int requests(String id) {
        return requestsById.getOrDefault(id, 0);
    }

    /** From now on the second half of answers that {@code x-answer-in-parts} asks for waits for {@link #goOn}. */
    public void begin() {
        rest = Sinks.empty();
    }

    public void goOn() {
        rest.tryEmitEmpty();
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        requests.incrementAndGet();
        String id = request.requestHeaders().get("x-id");
        if (id != null) {
            requestsById.merge(id, 1, Integer::sum);
        }
        if ("websocket".equals(request.requestHeaders().get("upgrade"))) {
            return response.sendWebsocket(
                    (in, out) -> {
                        in.receiveCloseStatus().subscribe(status -> closes.add(status.code()));
                        return out.sendString(in.receive().asString().map(text -> who + " heard " + text));
                    },
                    WebsocketServerSpec.builder().protocols("echo").build());
        }
        if (request.requestHeaders().contains("x-answer-in-parts")) {
            return response.header("content-type", "text/event-stream")
                    .send(text("first").concatWith(rest.asMono().then(text(" second"))), each -> true)
                    .then();
        }
        if (request.requestHeaders().contains("x-answer-early")) {
            response.status(Integer.parseInt(request.requestHeaders().get("x-answer-early")));
            return response.header("content-length", "0").send().then();
        }
        if (request.requestHeaders().contains("x-answer-trailers-only")) {
            return response.header("content-type", "application/grpc")
                    .header("grpc-status", request.requestHeaders().get("x-answer-trailers-only"))
                    .header("grpc-status-details-bin", DETAILS)
                    .send()
                    .then();
        }
        if (request.requestHeaders().contains("x-answer-trailer")) {
            response.header("content-type", "application/grpc");
            response.trailerHeaders(trailers -> trailers.set(
                            "grpc-status", request.requestHeaders().get("x-answer-trailer"))
                    .set("grpc-status-details-bin", DETAILS));
            return response.header("trailer", "grpc-status, grpc-status-details-bin")
                    .send(request.receive().retain(), each -> true)
                    .then();
        }
        return request.receive()
                .aggregate()
                .asString(ISO_8859_1)
                .defaultIfEmpty("")
                .flatMap(body -> {
                    Map<String, Object> seen = new LinkedHashMap<>();
                    seen.put("who", who);
                    seen.put("method", request.method().name());
                    seen.put("target", request.uri());
                    List<List<String>> headers = new ArrayList<>();
                    request.requestHeaders()
                            .entries()
                            .forEach(line -> headers.add(List.of(line.getKey(), line.getValue())));
                    seen.put("headers", headers);
                    seen.put("body", body);
                    byte[] bytes = JSON.writeValueAsString(seen).getBytes(UTF_8);
                    response.status(Integer.parseInt(request.requestHeaders().get("x-answer-status", "200")));
                    response.header("content-type", "application/json");
                    for (String line : request.requestHeaders().getAll("x-answer")) {
                        int colon = line.indexOf(':');
                        response.addHeader(
                                line.substring(0, colon),
                                line.substring(colon + 1).strip());
                    }
                    response.header("content-length", Integer.toString(bytes.length));
                    return HttpMethod.HEAD.equals(request.method())
                            ? response.send().then()
                            : response.sendByteArray(Mono.just(bytes)).then();
                });
    }

    private static Mono<ByteBuf> text(String text) {
        return Mono.fromSupplier(() -> Unpooled.copiedBuffer(text, UTF_8));
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
