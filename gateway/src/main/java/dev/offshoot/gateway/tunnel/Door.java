package dev.offshoot.gateway.tunnel;

import dev.offshoot.gateway.listen.TunnelDoor;
import dev.offshoot.tunnel.FrameBytes;
import dev.offshoot.tunnel.Handshake;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/** {@link Handshake#PATH} on URL listeners: makes a WebSocket of the connection and greets. */
final class Door implements TunnelDoor {
    private static final int MOST_FRAME = 1 << 20;

    private final Admission admission;
    private final TunnelMeters meters;

    Door(Admission admission, TunnelMeters meters) {
        this.admission = admission;
        this.meters = meters;
    }

    @Override
    public boolean isFor(HttpRequest request) {
        String uri = request.uri();
        return uri.startsWith(Handshake.PATH)
                && (uri.length() == Handshake.PATH.length() || uri.charAt(Handshake.PATH.length()) == '?');
    }

    @Override
    public void take(Channel channel, HttpRequest request) {
        channel.config().setAutoRead(true);
        String mistake = mistake(request);
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "",
                        Handshake.SUBPROTOCOL,
                        WebSocketDecoderConfig.newBuilder()
                                .maxFramePayloadLength(MOST_FRAME)
                                .allowExtensions(false)
                                .build())
                .newHandshaker(request);
        if (mistake != null || handshaker == null) {
            refuse(channel, mistake == null ? "Sec-WebSocket-Version: expected 13 (RFC 6455)" : mistake);
            return;
        }
        FullHttpRequest whole = new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                EmptyHttpHeaders.INSTANCE);
        handshaker.handshake(channel, whole).addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                greet(channel);
            } else {
                channel.close();
            }
        });
    }

    private void greet(Channel channel) {
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, "frameBytes", new FrameBytes());
        Greeting greeting = new Greeting(admission, meters);
        channel.pipeline().addBefore("frameBytes", "greeting", greeting);
        greeting.begin();
    }

    private static @Nullable String mistake(HttpRequest request) {
        if (!request.method().equals(HttpMethod.GET)
                || !request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return "offshoot connect opens a WebSocket here (expected: GET with Upgrade: websocket)";
        }
        String offered = request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "");
        boolean known =
                Arrays.stream(offered.split(",")).anyMatch(one -> one.strip().equals(Handshake.SUBPROTOCOL));
        return known ? null : "this gateway speaks " + Handshake.SUBPROTOCOL + " (expected: a client that offers it)";
    }

    private static void refuse(Channel channel, String why) {
        FullHttpResponse answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.UPGRADE_REQUIRED,
                Unpooled.copiedBuffer(why + "\n", StandardCharsets.UTF_8));
        answer.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, "upgrade, close")
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain;charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.content().readableBytes());
        channel.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
}
