package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.error.ProblemDocument;
import dev.offshoot.routing.decision.Decision.Refuse;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.Http2StreamChannel;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Answers 408 on a stream of HTTP/2 where not a byte of the request's body comes for too long while it is waited for and no answer
 * has begun. gRPC's streams may be silent for as long as they like.
 */
final class StreamClock extends ChannelDuplexHandler {
    private final ClientTimeouts timeouts;
    private final MeterRegistry meters;
    private final Http2FrameStream stream;
    private @Nullable LazyTimer body;
    private boolean over;

    private StreamClock(ClientTimeouts timeouts, MeterRegistry meters, Http2FrameStream stream) {
        this.timeouts = timeouts;
        this.meters = meters;
        this.stream = stream;
    }

    /** Watches the body of the stream's request, of which the head has just come, if it has one. */
    static void watch(Channel channel, HttpHeaders request, ClientTimeouts timeouts, MeterRegistry meters) {
        if (timeouts.body().isZero() || !(channel instanceof Http2StreamChannel stream)) {
            return;
        }
        String type = request.get(HttpHeaderNames.CONTENT_TYPE);
        boolean grpc = type != null && type.startsWith("application/grpc");
        if (!grpc && stream.stream().state() == Http2Stream.State.OPEN) {
            channel.pipeline()
                    .addBefore(
                            NettyPipeline.ReactiveBridge,
                            "streamClock",
                            new StreamClock(timeouts, meters, stream.stream()));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        body = new LazyTimer(context.executor(), timeouts.body(), () -> tooSlow(context));
        body.restart();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (body != null) {
            body.cancel();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        handlerRemoved(context);
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof LastHttpContent) {
            end(context);
        } else if (body != null && body.isOn()) {
            body.restart();
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            end(context);
        }
        context.write(message, promise);
    }

    private void end(ChannelHandlerContext context) {
        if (!over) {
            over = true;
            context.pipeline().remove(this);
        }
    }

    private void tooSlow(ChannelHandlerContext context) {
        Http2Clock connection = Http2Clock.of(context.channel().parent());
        boolean receiving = connection != null
                && connection.isReceivingDataOf(stream.id(), timeouts.body().toNanos());
        if ((receiving || !context.channel().config().isAutoRead()) && body != null) {
            body.restart();
            return;
        }
        answer(context, timeouts.bodyTooSlow());
    }

    /** The whole answer, then a reset: the client needn't send the rest (RFC 9113 §8.1). */
    private void answer(ChannelHandlerContext context, Refuse refuse) {
        over = true;
        meters.counter("offshoot.requests.refused", "code", refuse.code().code())
                .increment();
        byte[] document = ProblemDocument.json(refuse);
        HttpHeaders fields = new DefaultHttpHeaders();
        FrontAnswer.headers(fields, refuse.code(), document.length);
        Http2Headers head =
                new DefaultHttp2Headers().status(Integer.toString(refuse.code().status()));
        fields.forEach(field -> head.add(field.getKey(), field.getValue()));
        Channel channel = context.channel();
        channel.write(new DefaultHttp2HeadersFrame(head, false));
        channel.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(document), true))
                .addListener(
                        written -> { // a reset takes along what isn't written yet
                            channel.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
                            channel.close();
                        });
    }
}
