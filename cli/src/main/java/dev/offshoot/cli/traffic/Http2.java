package dev.offshoot.cli.traffic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.Consumer;

/** HTTP/2 without TLS (RFC 9113) and with it gRPC: a request for each stream. */
final class Http2 implements Dialogue {
    private static final int MOST_HEAD = 64 << 10;
    private static final int MOST_FRAME = 1 << 20;
    private static final int MOST_STREAMS = 4096;
    private static final int MOST_SETTINGS = 100;
    private static final int PREFACE = Http2CodecUtil.connectionPrefaceBuf().readableBytes();

    private final Clock clock;
    private final int port;
    private final Consumer<Seen> seen;
    private final Map<Integer, Exchange> open = new TreeMap<>();
    private final Side requests = new Requests();
    private final Side answers = new Answers();
    private final Decoding toProcess = new Decoding(requests.frames(PREFACE), nothing -> {});
    private final Decoding fromProcess = new Decoding(answers.frames(0), nothing -> {});

    Http2(Clock clock, int port, Consumer<Seen> seen) {
        this.clock = clock;
        this.port = port;
        this.seen = seen;
    }

    @Override
    public void toProcess(ByteBuf bytes) {
        toProcess.read(bytes);
    }

    @Override
    public void fromProcess(ByteBuf bytes) {
        fromProcess.read(bytes);
    }

    @Override
    public List<Seen> end() {
        toProcess.end();
        fromProcess.end();
        return open.values().stream()
                .map(exchange -> (Seen) exchange.ended(false))
                .toList();
    }

    private void ended(int stream, boolean complete) {
        Exchange exchange = open.remove(stream);
        if (exchange != null) {
            seen.accept(exchange.ended(complete));
        }
    }

    private void begin(int stream, Http2Headers head) throws Http2Exception {
        if (head.method() == null) {
            return; // trailers
        }
        if (open.size() == MOST_STREAMS) {
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "open streams: %d", open.size());
        }
        CharSequence type = head.get("content-type");
        boolean grpc = type != null && type.toString().startsWith("application/grpc");
        open.put(
                stream,
                new Exchange(
                        clock,
                        port,
                        grpc ? "gRPC" : "HTTP/2",
                        head.method().toString(),
                        String.valueOf(head.path()),
                        head.get(Observer.SPACE)));
    }

    /** The frames that one side sends. */
    private abstract static class Side extends Http2FrameAdapter {
        private final DefaultHttp2FrameReader reader =
                new DefaultHttp2FrameReader(new DefaultHttp2HeadersDecoder(false, MOST_HEAD));

        /** What the other side hasn't acknowledged yet. */
        private final Queue<Http2Settings> settings = new ArrayDeque<>();

        abstract Side other();

        /** @param preface how many bytes stand before the first frame */
        ChannelHandler frames(int preface) {
            return new ByteToMessageDecoder() {
                private int before = preface;

                @Override
                public void handlerAdded(ChannelHandlerContext context) throws Http2Exception {
                    reader.configuration().frameSizePolicy().maxFrameSize(MOST_FRAME);
                }

                @Override
                protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
                        throws Http2Exception {
                    int skipped = Math.min(before, in.readableBytes());
                    in.skipBytes(skipped);
                    before -= skipped;
                    reader.readFrame(context, in, Side.this);
                }

                @Override
                protected void handlerRemoved0(ChannelHandlerContext context) {
                    reader.close();
                }
            };
        }

        @Override
        public void onSettingsRead(ChannelHandlerContext context, Http2Settings sent) throws Http2Exception {
            if (settings.size() == MOST_SETTINGS) {
                throw Http2Exception.connectionError(
                        Http2Error.ENHANCE_YOUR_CALM, "unacknowledged settings: %d", MOST_SETTINGS);
            }
            settings.add(sent);
        }

        /** From here on this side's encoder is bound by the other side's settings (RFC 9113 §6.5.3). */
        @Override
        public void onSettingsAckRead(ChannelHandlerContext context) throws Http2Exception {
            Http2Settings bound = other().settings.poll();
            Long table = bound == null ? null : bound.headerTableSize();
            if (table != null) {
                reader.configuration().headersConfiguration().maxHeaderTableSize(Math.min(table, MOST_HEAD));
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers head,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean last)
                throws Http2Exception {
            onHeadersRead(context, stream, head, padding, last);
        }
    }

    private final class Requests extends Side {
        @Override
        Side other() {
            return answers;
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers head, int padding, boolean last)
                throws Http2Exception {
            begin(stream, head);
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int stream, long code) {
            ended(stream, false);
        }
    }

    private final class Answers extends Side {
        @Override
        Side other() {
            return requests;
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers head, int padding, boolean last) {
            Exchange exchange = open.get(stream);
            if (exchange == null) {
                return;
            }
            if (head.status() != null) {
                exchange.answered(Integer.parseInt(head.status().toString()));
            }
            exchange.grpcStatus(head.get("grpc-status"));
            if (last) {
                ended(stream, true);
            }
        }

        @Override
        public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last) {
            if (last) {
                ended(stream, true);
            }
            return data.readableBytes() + padding;
        }

        @Override
        public void onRstStreamRead(ChannelHandlerContext context, int stream, long code) {
            ended(stream, false);
        }
    }
}
