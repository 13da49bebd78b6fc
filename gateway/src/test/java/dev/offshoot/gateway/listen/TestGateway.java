package dev.offshoot.gateway.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.gateway.access.AccessLog;
import dev.offshoot.gateway.frontdoor.FrontDoor;
import dev.offshoot.gateway.relay.ClientTap;
import dev.offshoot.routing.decision.Backend;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.UpstreamProtocol;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.snapshot.Listener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.ResourceLeakDetector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.resources.LoopResources;

/**
 * The data plane's listeners without Spring's context, on one event loop; the handler reads a request's body and answers with
 * what it saw: {@code native target|Spring's URI|listener's Service|body|trailers}.
 */
final class TestGateway implements AutoCloseable {
    private static final ListenSettings SETTINGS = new ListenSettings(
            Duration.ofSeconds(10),
            Duration.ofSeconds(75),
            Duration.ofSeconds(60),
            new ListenSettings.Intercepted(Duration.ZERO, Duration.ZERO, Duration.ZERO));
    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();

    static {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((resource, records) -> LEAKS.add(resource + records));
    }

    /** Fails if a buffer was lost since the JVM began. */
    static void assertNoLeaks() {
        System.gc();
        // Leaks are found when the next buffer is allocated.
        PooledByteBufAllocator.DEFAULT.buffer(16).release();
        assertThat(LEAKS).isEmpty();
    }

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final InterceptionListeners listeners;
    final OutboundListener outbound;
    final ClientConnections connections = new ClientConnections();
    private final LoopResources loops = LoopResources.create("test", 1, 1, true, false);
    private final DataWebServer server;

    TestGateway() {
        this(TestGateway::tell);
    }

    TestGateway(HttpHandler handler) {
        this(handler, Duration.ZERO);
    }

    TestGateway(Duration linger) {
        this(TestGateway::tell, linger);
    }

    private TestGateway(HttpHandler handler, Duration linger) {
        outbound = new OutboundListener(PipeMeters.in(meters));
        listeners = new InterceptionListeners(PipeMeters.in(meters), linger, 1024, 65535);
        Servers servers =
                new Servers(() -> loops, connections, meters, SETTINGS, AccessLog.to("off", null, meters), null);
        server = new DataWebServer(
                servers,
                handler,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                listeners,
                outbound,
                null);
        server.start();
    }

    int port() {
        return server.getPort();
    }

    DataWebServer server() {
        return server;
    }

    private static Mono<Void> tell(ServerHttpRequest request, ServerHttpResponse response) {
        HttpServerRequest nativeRequest = ServerHttpRequestDecorator.getNativeRequest(request);
        Listener listener = Arrivals.of(request);
        return DataBufferUtils.join(request.getBody())
                .map(body -> {
                    String text = body.toString(UTF_8);
                    DataBufferUtils.release(body);
                    return text;
                })
                .defaultIfEmpty("")
                .flatMap(body -> {
                    HttpHeaders trailers =
                            ClientTap.of(((Connection) nativeRequest).channel()).trailers();
                    String seen = String.join(
                            "|",
                            nativeRequest.uri(),
                            request.getURI().toString(),
                            listener == null
                                    ? "-"
                                    : listener.called().service().name()
                                            + listener.called().endpoints(),
                            body,
                            trailers == null ? "-" : trailers.entries().toString());
                    byte[] bytes = seen.getBytes(UTF_8);
                    response.getHeaders().setContentLength(bytes.length);
                    return response.writeWith(Mono.just(response.bufferFactory().wrap(bytes)));
                });
    }

    static Listener listener(int port, String service, UpstreamProtocol protocol, int... endpoints) {
        List<Endpoint> list = java.util.Arrays.stream(endpoints)
                .mapToObj(endpoint -> new Endpoint("127.0.0.1", endpoint))
                .toList();
        Backend called =
                new Backend(new ServiceKey("default", service), "", 80, protocol, list, list.size(), 0, false, null);
        return new Listener(port, called, false);
    }

    /** A port that nobody listens on just now. */
    static int freePort() {
        return FrontDoor.freePort();
    }

    @Override
    public void close() {
        server.stop();
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(1)).block();
    }
}
