package dev.offshoot.tunnel.local;

import dev.offshoot.tunnel.FrameBytes;
import dev.offshoot.tunnel.Handshake;
import dev.offshoot.tunnel.Http2Ends;
import dev.offshoot.tunnel.Liveness;
import dev.offshoot.tunnel.Parting;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client's part of a connection, from its beginning to its end; stands last. */
final class Opening extends ChannelInboundHandlerAdapter {
    private static final int ADMISSION_SECONDS = 20;
    private static final int MOST_FRAME = 1 << 20;

    private final LocalEnd.Plan plan;
    private final LocalEvents events;
    private final WebSocketClientHandshaker handshaker;
    private @Nullable Future<?> patience;
    private boolean upgraded;
    private boolean claimed;
    private boolean connected;
    private boolean told;

    Opening(LocalEnd.Plan plan, LocalEvents events) {
        this.plan = plan;
        this.events = events;
        this.handshaker = WebSocketClientHandshakerFactory.newHandshaker(
                plan.webSocket(),
                WebSocketVersion.V13,
                Handshake.SUBPROTOCOL,
                false,
                EmptyHttpHeaders.INSTANCE,
                MOST_FRAME);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        patience = context.executor().schedule(() -> tooSlow(context), ADMISSION_SECONDS, TimeUnit.SECONDS);
        handshaker.handshake(context.channel());
    }

    private void tooSlow(ChannelHandlerContext context) {
        end(context, new Ending.Unreachable("no answer within " + ADMISSION_SECONDS + " s"));
    }

    void failed(Throwable cause) {
        tell(new Ending.Unreachable(String.valueOf(cause.getMessage())));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        switch (message) {
            case FullHttpResponse answer -> upgrade(context, answer);
            case TextWebSocketFrame nonce when upgraded && !claimed -> claim(context, nonce);
            case BinaryWebSocketFrame first when claimed && !connected -> begin(context, first);
            case CloseWebSocketFrame close -> {
                Ending parted = new Ending.Parted(close.statusCode(), close.reasonText());
                close.release();
                end(context, parted);
            }
            case Http2GoAwayFrame away -> {
                away.release();
                events.goAway();
            }
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void upgrade(ChannelHandlerContext context, FullHttpResponse answer) {
        try {
            if (answer.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                handshaker.finishHandshake(context.channel(), answer);
                upgraded = true;
            } else {
                end(context, new Ending.NotUpgraded(answer.status().code()));
            }
        } catch (RuntimeException noWebSocket) {
            end(context, new Ending.Unreachable(String.valueOf(noWebSocket.getMessage())));
        } finally {
            answer.release();
        }
    }

    private void claim(ChannelHandlerContext context, TextWebSocketFrame nonce) {
        claimed = true;
        String text = plan.claim().apply(nonce.text()).text();
        nonce.release();
        context.writeAndFlush(new TextWebSocketFrame(text));
    }

    /** The gateway speaks HTTP/2 only to whom it has admitted. */
    private void begin(ChannelHandlerContext context, BinaryWebSocketFrame first) {
        connected = true;
        stopWaiting();
        ChannelPipeline pipeline = context.pipeline();
        Liveness liveness = new Liveness(plan.ping(), plan.silence(), () -> end(context, new Ending.Lost()));
        pipeline.addBefore(context.name(), "liveness", liveness);
        pipeline.addBefore(context.name(), "frameBytes", new FrameBytes());
        for (var handler : Http2Ends.accepting(new ChannelInitializer<Http2StreamChannel>() {
            @Override
            protected void initChannel(Http2StreamChannel stream) {
                stream.pipeline().addLast(new Arriving(plan.targets(), plan.hold(), events));
            }
        })) {
            pipeline.addBefore(context.name(), null, handler);
        }
        pipeline.context(liveness).fireChannelRead(first);
        pipeline.context(liveness).fireChannelReadComplete();
        if (!told) {
            events.connected();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof FrameBytes.Parted parted) {
            tell(new Ending.Parted(parted.status(), parted.reason()));
        } else if (event instanceof SslHandshakeCompletionEvent tls && !tls.isSuccess()) {
            end(context, new Ending.Unreachable(String.valueOf(tls.cause().getMessage())));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        tell(connected ? new Ending.Lost() : new Ending.Unreachable("the connection was closed without an answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(context, connected ? new Ending.Lost() : new Ending.Unreachable(String.valueOf(cause.getMessage())));
    }

    private void end(ChannelHandlerContext context, Ending ending) {
        tell(ending);
        FrameBytes frames = context.pipeline().get(FrameBytes.class);
        if (frames != null) {
            frames.part(Parting.DONE, "");
        } else {
            context.close();
        }
    }

    private void tell(Ending ending) {
        stopWaiting();
        if (!told) {
            told = true;
            events.ended(ending);
        }
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel(false);
        }
    }
}
