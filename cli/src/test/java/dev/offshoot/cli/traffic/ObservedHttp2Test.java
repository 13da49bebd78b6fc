package dev.offshoot.cli.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Netty's HTTP/2 client and server, with the observer between them. */
class ObservedHttp2Test {
    private final List<Seen> seen = new ArrayList<>();
    private final Observer observer = new Observer(Clock.systemUTC(), 9090, seen::add);
    private int piece;
    private EmbeddedChannel server;
    private EmbeddedChannel client;

    @ParameterizedTest
    @CsvSource({"1,4096", "9,0", "1000,65536"})
    void eachStreamIsARequest(int piece, int tableSize) throws Exception {
        this.piece = piece;
        start(tableSize);
        send(headers("GET", "/plain").set("x-offshoot-space", "alice"), "");
        for (int i = 0; i < 40; i++) {
            send(headers("POST", "/shop.Orders/Get" + i).set("content-type", "application/grpc"), "question");
        }
        send(headers("GET", "/missing"), "");
        assertThat(lines())
                .hasSize(42)
                .startsWith("HTTP/2 GET /plain 200 alice", "gRPC POST /shop.Orders/Get0 200/5 null")
                .endsWith("gRPC POST /shop.Orders/Get39 200/5 null", "HTTP/2 GET /missing 404 null");
        Http2StreamChannel open = send(headers("GET", "/hang"), "");
        Http2StreamChannel left = send(headers("GET", "/hang-too"), "");
        open.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        pump();
        assertThat(lines()).last().isEqualTo("HTTP/2 GET /hang 0 null incomplete");
        observer.ended();
        assertThat(lines()).last().isEqualTo("HTTP/2 GET /hang-too 0 null incomplete");
        assertThat(left.isActive()).isTrue();
    }

    /** Netty's own encoder stays below the default unless it is told to keep more. */
    @Test
    void aClientMayUseALargerTableOnceItHasAcknowledgedIt() throws Exception {
        EmbeddedChannel peer = new EmbeddedChannel(new ChannelOutboundHandlerAdapter());
        ChannelHandlerContext context = peer.pipeline().firstContext();
        DefaultHttp2HeadersEncoder encoder =
                new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.NEVER_SENSITIVE, false, 1024);
        DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter(encoder);
        peer.writeOutbound(Http2CodecUtil.connectionPrefaceBuf());
        writer.writeSettings(context, new Http2Settings(), peer.newPromise());
        observe(peer, true);
        writer.writeSettings(context, new Http2Settings().headerTableSize(16_384), peer.newPromise());
        observe(peer, false);
        writer.writeSettingsAck(context, peer.newPromise());
        encoder.configuration().maxHeaderTableSize(16_384);
        for (int stream = 1; stream < 200; stream += 2) {
            writer.writeHeaders(context, stream, headers("GET", "/" + stream), 0, true, peer.newPromise());
        }
        observe(peer, true);
        observer.ended();
        assertThat(lines())
                .hasSize(100)
                .contains("HTTP/2 GET /1 0 null incomplete", "HTTP/2 GET /199 0 null incomplete");
    }

    private void observe(EmbeddedChannel from, boolean toProcess) {
        from.flushOutbound();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            if (toProcess) {
                observer.toSocket(bytes);
            } else {
                observer.fromSocket(bytes);
            }
            bytes.release();
        }
    }

    private void start(int tableSize) {
        server = new EmbeddedChannel(
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(Http2Settings.defaultSettings().headerTableSize(tableSize))
                        .build(),
                new Http2MultiplexHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new Answering());
                    }
                }));
        client = new EmbeddedChannel(
                Http2FrameCodecBuilder.forClient().build(),
                new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
        pump();
    }

    private static Http2Headers headers(String method, String path) {
        return new DefaultHttp2Headers()
                .method(method)
                .path(path)
                .scheme("http")
                .authority("orders");
    }

    private Http2StreamChannel send(Http2Headers headers, String body) throws Exception {
        var opening = new Http2StreamChannelBootstrap(client)
                .handler(new ChannelInboundHandlerAdapter())
                .open();
        client.runPendingTasks();
        Http2StreamChannel stream = opening.get();
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, body.isEmpty()));
        if (!body.isEmpty()) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(text(body), true));
        }
        pump();
        return stream;
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    /** Passes bytes between the two until both are quiet. */
    private void pump() {
        boolean passed = true;
        while (passed) {
            passed = pass(client, server, true) | pass(server, client, false);
        }
    }

    private boolean pass(EmbeddedChannel from, EmbeddedChannel to, boolean toProcess) {
        from.runPendingTasks();
        ByteBuf bytes = from.readOutbound();
        if (bytes == null) {
            return false;
        }
        while (bytes.isReadable()) {
            ByteBuf next = bytes.readRetainedSlice(Math.min(piece, bytes.readableBytes()));
            if (toProcess) {
                observer.toSocket(next);
            } else {
                observer.fromSocket(next);
            }
            to.writeInbound(next);
        }
        bytes.release();
        return true;
    }

    private List<String> lines() {
        return seen.stream().map(ObserverTest::line).toList();
    }

    /** Answers as the path asks. */
    private static final class Answering extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Http2HeadersFrame head) {
                answer(context, head.headers());
            }
            ReferenceCountUtil.release(message);
        }

        private static void answer(ChannelHandlerContext context, Http2Headers asked) {
            String path = asked.path().toString();
            if (path.startsWith("/hang")) {
                return;
            }
            if (asked.contains("content-type")) {
                context.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
                context.write(new DefaultHttp2DataFrame(text("answer")));
                context.writeAndFlush(
                        new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().set("grpc-status", "5"), true));
            } else if (path.equals("/missing")) {
                context.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("404"), true));
            } else {
                context.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("103")));
                context.write(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("200")));
                context.writeAndFlush(new DefaultHttp2DataFrame(text("all"), true));
            }
        }
    }
}
