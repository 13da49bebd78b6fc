package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.access.AccessLog;
import dev.offshoot.gateway.relay.ClientTap;
import dev.offshoot.gateway.tls.ServerCertificates;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.function.Supplier;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.netty.NettyPipeline;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Makes the reactor-netty servers that all listeners are bound from: HTTP/1.1, and HTTP/2 in plain text by prior knowledge, or in
 * TLS by ALPN.
 *
 * @param loops the event loops that all of them share, known once Boot has started them
 * @param connections all connections, so that a stop waits for what is under way on them
 */
record Servers(Supplier<LoopResources> loops, ClientConnections connections, MeterRegistry meters, AccessLog access) {
    private static final int WINDOW = 1 << 20;
    private static final int STREAMS = 1000;

    HttpServer url(HttpHandler spring) {
        return server(spring, FrontRules.URL);
    }

    /** The URL listener in TLS: HTTP/2 and HTTP/1.1 by ALPN. */
    HttpServer url(HttpHandler spring, ServerCertificates certificates) {
        return server(spring, FrontRules.URL)
                .protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
                .secure(certificates.provider());
    }

    HttpServer intercepted(HttpHandler spring) {
        return server(spring, FrontRules.INTERCEPTED);
    }

    private HttpServer server(HttpHandler spring, FrontRules rules) {
        return ClientTap.installOn(HttpServer.create()
                .runOn(loops.get())
                .channelGroup(connections.group())
                .protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
                .http2Settings(settings -> settings.initialWindowSize(WINDOW)
                        .maxConcurrentStreams(STREAMS)
                        .maxHeaderListSize(rules.maxHeaderBytes()))
                .httpRequestDecoder(decoder ->
                        decoder.maxInitialLineLength(rules.maxLineBytes()).maxHeaderSize(rules.maxHeaderBytes()))
                .doOnChannelInit((observer, channel, address) -> complete(channel, rules))
                .handle(new ServerHandlerAdapter(spring, rules, meters, connections, access)));
    }

    /** reactor-netty's handlers stand already. */
    private void complete(Channel channel, FrontRules rules) {
        Arrivals.mark(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NettyPipeline.SslHandler) != null) {
            pipeline.addBefore(
                    NettyPipeline.H2OrHttp11Codec,
                    "negotiated",
                    new Negotiated(meters, () -> completeTls(pipeline, rules)));
            return;
        }
        pipeline.addFirst(consolidation());
        addFront(pipeline, rules);
    }

    private void completeTls(ChannelPipeline pipeline, FrontRules rules) {
        if (pipeline.get(HttpServerCodec.class) != null) {
            addFront(pipeline, rules);
        } else {
            pipeline.addBefore(NettyPipeline.HttpCodec, null, consolidation());
            Http2Front.installOn(pipeline.channel(), meters);
        }
    }

    private void addFront(ChannelPipeline pipeline, FrontRules rules) {
        pipeline.addAfter(
                pipeline.context(HttpServerCodec.class).name(),
                "front",
                new FrontHandler(rules, meters, connections, access));
    }

    private static FlushConsolidationHandler consolidation() {
        return new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true);
    }
}
