package dev.offshoot.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.util.ReferenceCountUtil;

/**
 * A TCP connection and a stream of the tunnel, joined into one. A FIN is END_STREAM and leaves the other direction open, a reset is
 * RST_STREAM. A side that doesn't read stops the other from being read, so what is kept is bounded by the stream's window and
 * the socket's buffers. Both channels must be on one event loop, on which all methods are called; the socket must allow half-closure.
 */
public final class StreamPipe {
    private final DuplexChannel socket;
    private final Http2StreamChannel stream;
    private final Traffic traffic;

    /** Whether the socket's side has said all, and it is written to the stream, sent or not. */
    private boolean socketEnded;

    /** Whether that is sent. */
    private boolean endSent;

    /** Whether the stream's side has said all. */
    private boolean streamEnded;

    /** Sees what passes. On the event loop; may not keep the bytes. */
    public interface Traffic {
        /** From the tunnel to the socket. */
        void toSocket(ByteBuf bytes);

        /** From the socket into the tunnel. */
        void fromSocket(ByteBuf bytes);

        /** Nothing more will pass. */
        void ended();
    }

    private StreamPipe(DuplexChannel socket, Http2StreamChannel stream, Traffic traffic) {
        this.socket = socket;
        this.stream = stream;
        this.traffic = traffic;
    }

    /** Joins them and begins to read both. */
    public static void join(DuplexChannel socket, Http2StreamChannel stream, Traffic traffic) {
        StreamPipe pipe = new StreamPipe(socket, stream, traffic);
        socket.pipeline().addLast(pipe.new SocketSide());
        stream.pipeline().addLast(pipe.new StreamSide());
        pipe.start();
    }

    private void start() {
        ChannelFutureListener lost = tunnel -> stream.close();
        stream.closeFuture().addListener(closed -> {
            stream.parent().closeFuture().removeListener(lost);
            traffic.ended();
        });
        stream.parent().closeFuture().addListener(lost);
        if (!stream.isActive()) {
            reset(socket);
            return;
        }
        if (!socket.isActive()) {
            stream.close();
            return;
        }
        stream.config().setAutoRead(true);
        readSocket(true);
    }

    /** Epoll fails, and with it the channel, if asked to read what has ended. */
    private void readSocket(boolean on) {
        if (!socket.isInputShutdown()) {
            socket.config().setAutoRead(on);
        }
    }

    /** Closes a channel with RST instead of FIN. */
    public static void reset(Channel socket) {
        if (socket.isActive()) {
            socket.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        socket.close();
    }

    /** Netty keeps a stream's channel that isn't read open for as long as it has bytes, whatever has become of the stream. */
    private void resetStream() {
        if (stream.isActive()) {
            stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CONNECT_ERROR));
            stream.close();
        }
    }

    private void endStream() {
        socketEnded = true;
        stream.writeAndFlush(new DefaultHttp2DataFrame(true)).addListener(sent -> {
            endSent = true;
            resetStreamIfNobodyHears();
        });
        closeIfBothEnded();
    }

    /** A socket that is closed has sent all it had, and takes nothing any more. */
    private void resetStreamIfNobodyHears() {
        if (endSent && !socket.isActive() && !streamEnded) {
            resetStream();
        }
    }

    /** All before it must be out: {@code shutdownOutput} drops what is still queued. */
    private void endSocket() {
        streamEnded = true;
        socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> {
            if (sent.isSuccess()) {
                socket.shutdownOutput();
                closeIfBothEnded();
            }
        });
    }

    private void closeIfBothEnded() {
        if (socketEnded && socket.isOutputShutdown()) {
            socket.close();
        }
    }

    private final class SocketSide extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                traffic.fromSocket(bytes);
                stream.write(new DefaultHttp2DataFrame(bytes));
            } else {
                ReferenceCountUtil.release(message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            stream.flush();
            if (!stream.isWritable()) {
                readSocket(false);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            stream.config().setAutoRead(socket.isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE && !socketEnded) {
                endStream();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!socketEnded) {
                endStream();
            }
            resetStreamIfNobodyHears();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            resetStream();
            socketEnded = true;
            streamEnded = true;
            context.close();
        }
    }

    private final class StreamSide extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            switch (message) {
                case Http2DataFrame data -> {
                    traffic.toSocket(data.content());
                    socket.write(data.content());
                    end(data.isEndStream());
                }
                case Http2HeadersFrame headers -> end(headers.isEndStream());
                default -> ReferenceCountUtil.release(message);
            }
        }

        private void end(boolean last) {
            if (last && !streamEnded) {
                endSocket();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            socket.flush();
            if (!socket.isWritable()) {
                stream.config().setAutoRead(false);
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            readSocket(stream.isWritable());
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame) {
                reset(socket);
                stream.close();
            }
        }

        /** Also where the tunnel is lost. */
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!socketEnded || !streamEnded) {
                reset(socket);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            reset(socket);
            context.close();
        }
    }
}
