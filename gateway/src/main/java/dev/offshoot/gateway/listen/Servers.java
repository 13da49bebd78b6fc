package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.access.AccessLog;
import dev.offshoot.gateway.relay.ClientTap;
import dev.offshoot.gateway.tls.ServerCertificates;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
 * @param settings how long clients may take
 * @param tunnels what URL listeners give the connections of tunnels to; null where none may begin
 * @param connections all connections, so that a stop waits for what is under way on them
 */
record Servers(
        Supplier<LoopResources> loops,
        ClientConnections connections,
        MeterRegistry meters,
        ListenSettings settings,
        AccessLog access,
        @Nullable TunnelDoor tunnels) {
    private static final int STREAMS = 1000;

    HttpServer url(HttpHandler spring) {
        return server(spring, FrontRules.URL, settings.onUrl());
    }

    /** The URL listener in TLS: HTTP/2 and HTTP/1.1 by ALPN. */
    HttpServer url(HttpHandler spring, ServerCertificates certificates) {
        return server(spring, FrontRules.URL, settings.onUrl())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, false)
                .protocol(HttpProtocol.HTTP11, HttpProtocol.H2)
                .secure(certificates.provider());
    }

    HttpServer intercepted(HttpHandler spring) {
        return server(spring, FrontRules.INTERCEPTED, settings.onIntercepted());
    }

    private HttpServer server(HttpHandler spring, FrontRules rules, ClientTimeouts timeouts) {
        return ClientTap.installOn(HttpServer.create()
                .runOn(loops.get())
                .channelGroup(connections.group())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .protocol(HttpProtocol.HTTP11, HttpProtocol.H2C)
                .http2Settings(
                        settings -> settings.maxConcurrentStreams(STREAMS).maxHeaderListSize(rules.maxHeaderBytes()))
                .httpRequestDecoder(decoder ->
                        decoder.maxInitialLineLength(rules.maxLineBytes()).maxHeaderSize(rules.maxHeaderBytes()))
                .doOnChannelInit((observer, channel, address) -> complete(channel, rules, timeouts))
                .handle(new ServerHandlerAdapter(spring, rules, timeouts, meters, connections, access)));
    }

    /** reactor-netty's handlers stand already. */
    private void complete(Channel channel, FrontRules rules, ClientTimeouts timeouts) {
        Arrivals.mark(channel);
        ChannelPipeline pipeline = channel.pipeline();
        if (pipeline.get(NettyPipeline.SslHandler) != null) {
            pipeline.addBefore(
                    NettyPipeline.H2OrHttp11Codec,
                    "negotiated",
                    new Negotiated(meters, () -> completeTls(pipeline, rules, timeouts)));
            return;
        }
        pipeline.addFirst(consolidation());
        addFront(pipeline, rules, timeouts);
        pipeline.addBefore(NettyPipeline.H2CUpgradeHandler, "http2Clock", new Http2Clock(timeouts));
    }

    private void completeTls(ChannelPipeline pipeline, FrontRules rules, ClientTimeouts timeouts) {
        if (pipeline.get(HttpServerCodec.class) != null) {
            addFront(pipeline, rules, timeouts).begin();
        } else {
            pipeline.addBefore(NettyPipeline.HttpCodec, null, consolidation());
            Http2Front.installOn(pipeline.channel(), meters);
            Http2Clock clock = new Http2Clock(timeouts);
            pipeline.addBefore(NettyPipeline.HttpCodec, "http2Clock", clock);
            clock.begin();
        }
    }

    private Http1Clock addFront(ChannelPipeline pipeline, FrontRules rules, ClientTimeouts timeouts) {
        Http1Clock clock = new Http1Clock(timeouts);
        String codec = pipeline.context(HttpServerCodec.class).name();
        pipeline.addAfter(
                codec,
                "front",
                new FrontHandler(rules, meters, connections, access, clock, rules == FrontRules.URL ? tunnels : null));
        pipeline.addBefore(firstOfHttp1(pipeline, codec), "clock", clock);
        return clock;
    }

    /** In plain text what tells HTTP/2 from HTTP/1 stands before the codec, and keeps bytes back until it knows. */
    private static String firstOfHttp1(ChannelPipeline pipeline, String codec) {
        return pipeline.get(NettyPipeline.H2CUpgradeHandler) == null ? codec : NettyPipeline.H2CUpgradeHandler;
    }

    private static FlushConsolidationHandler consolidation() {
        return new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true);
    }
}
