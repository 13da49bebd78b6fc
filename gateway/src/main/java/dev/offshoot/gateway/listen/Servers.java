package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.relay.ClientTap;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.util.function.Supplier;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

/**
 * Makes the reactor-netty servers that all listeners are bound from: HTTP/1.1, and HTTP/2 in plain text by prior knowledge.
 *
 * @param loops the event loops that all of them share, known once Boot has started them
 * @param connections all connections, so that a stop waits for what is under way on them
 */
record Servers(Supplier<LoopResources> loops, ClientConnections connections, MeterRegistry meters) {
    private static final int WINDOW = 1 << 20;
    private static final int STREAMS = 1000;

    HttpServer url(HttpHandler spring) {
        return server(spring, FrontRules.URL);
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
                .handle(new ServerHandlerAdapter(spring, rules, meters, connections)));
    }

    /** reactor-netty's handlers stand already. */
    private void complete(Channel channel, FrontRules rules) {
        Arrivals.mark(channel);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addFirst(
                new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
        pipeline.addAfter(
                pipeline.context(HttpServerCodec.class).name(), "front", new FrontHandler(rules, meters, connections));
    }
}
