package dev.offshoot.gateway.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerCodec;
import reactor.netty.NettyPipeline;

/**
 * What a 101 does (RFC 9110, 7.8): both HTTP codecs leave and a byte pipe remains, so that subprotocols, extensions, close codes
 * and fragments are the applications' own. reactor-netty's bridge stays: it ends the exchange when the client's connection ends.
 */
final class Upgrade {
    private static final String PIPE = "offshoot.pipe";

    private Upgrade() {}

    static BytePipe.Pair perform(HttpResponse head, Client client, UpstreamHandler upstream) {
        ChannelPipeline near = client.channel().pipeline();
        Channel far = upstream.channel();
        BytePipe.Pair pipe = BytePipe.pair();
        if (head.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            BytePipe.followWebSocket(pipe);
        }
        near.addAfter(near.context(HttpServerCodec.class).name(), PIPE, pipe.near());
        near.context(PIPE).writeAndFlush(ResponseHead.copy(head));
        if (near.get(NettyPipeline.HttpTrafficHandler) != null) {
            near.remove(NettyPipeline.HttpTrafficHandler);
        }
        far.pipeline().addLast(PIPE, pipe.far());
        upstream.detach();
        near.remove(HttpServerCodec.class);
        far.pipeline().remove(HttpRequestEncoder.class);
        far.pipeline().remove(ResponseDecoder.class);
        pipe.near().start();
        return pipe;
    }
}
