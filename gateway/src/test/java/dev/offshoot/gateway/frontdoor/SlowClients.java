package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Uploads, and answers of which nothing is read before {@link #goOn}; each ends with the receipt of what arrived at its end. */
final class SlowClients implements AutoCloseable {
    private static final int SOCKET_BUFFER = 1 << 14;

    private final String host;
    private final Payload payload;
    private final CountDownLatch hold = new CountDownLatch(1);
    private final List<AutoCloseable> connections = new ArrayList<>();
    private final List<Channel> unread = new ArrayList<>();
    private final List<CompletableFuture<String>> receipts = new ArrayList<>();

    /** @param payload of each upload and answer */
    SlowClients(String host, Payload payload) {
        this.host = host;
        this.payload = payload;
    }

    /** What a client does on its connection; what it returns is a receipt. */
    private interface Talk {
        String over(InputStream in, OutputStream out) throws Exception;
    }

    void http1Uploads(int count, int port) throws IOException {
        for (int i = 0; i < count; i++) {
            start(port, this::upload);
        }
    }

    void http1Answers(int count, int port) throws IOException {
        for (int i = 0; i < count; i++) {
            start(port, this::download);
        }
    }

    private String upload(InputStream in, OutputStream out) throws IOException {
        say(
                out,
                "POST /up/%1$d HTTP/1.1\r\nHost: %2$s\r\nx-offshoot-space: one\r\nContent-Length: %1$d\r\n\r\n"
                        .formatted(payload.length(), host));
        payload.writeTo(out);
        expect("HTTP/1.1 200 ", Payload.readHead(in));
        return Payload.Receipt.read(in);
    }

    private String download(InputStream in, OutputStream out) throws Exception {
        say(out, "GET /down/" + payload.length() + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        hold.await();
        expect("HTTP/1.1 200 ", Payload.readHead(in));
        return payload.readReceipt(in);
    }

    void webSocketUploads(int count, int port) throws IOException {
        for (int i = 0; i < count; i++) {
            start(port, this::webSocketUpload);
        }
    }

    void webSocketAnswers(int count, int port) throws IOException {
        for (int i = 0; i < count; i++) {
            start(port, this::webSocketDownload);
        }
    }

    private String webSocketUpload(InputStream in, OutputStream out) throws IOException {
        upgrade("/ws/up/", in, out);
        out.write(payload.frameHeader(true));
        payload.writeTo(out);
        return Payload.Receipt.read(in);
    }

    private String webSocketDownload(InputStream in, OutputStream out) throws Exception {
        upgrade("/ws/down/", in, out);
        hold.await();
        in.readNBytes(payload.frameHeader(false).length);
        return payload.readReceipt(in);
    }

    private void upgrade(String target, InputStream in, OutputStream out) throws IOException {
        say(
                out,
                "GET " + target + payload.length() + " HTTP/1.1\r\nHost: " + host
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        expect("HTTP/1.1 101 ", Payload.readHead(in));
    }

    private static void say(OutputStream out, String bytes) throws IOException {
        out.write(bytes.getBytes(ISO_8859_1));
    }

    private static void expect(String begin, String head) throws IOException {
        if (!head.startsWith(begin)) {
            throw new IOException(head);
        }
    }

    private void start(int port, Talk talk) throws IOException {
        Socket socket = new Socket();
        connections.add(socket);
        socket.setReceiveBufferSize(SOCKET_BUFFER);
        socket.setSendBufferSize(SOCKET_BUFFER);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        CompletableFuture<String> receipt = new CompletableFuture<>();
        receipts.add(receipt);
        Thread.ofVirtual().start(() -> {
            try {
                receipt.complete(talk.over(new BufferedInputStream(socket.getInputStream()), socket.getOutputStream()));
            } catch (Exception e) {
                receipt.completeExceptionally(e);
            }
        });
    }

    /** @param streams of each connection */
    void http2Uploads(int count, int streams, int port) {
        for (int i = 0; i < count; i += streams) {
            Http2Client connection = new Http2Client(port, null);
            connections.add(connection);
            for (int stream = 0; stream < streams; stream++) {
                connection
                        .begin(
                                Ask.method("POST", host, "/up/" + payload.length())
                                        .http2("http"),
                                false,
                                new Uploading())
                        .writeAndFlush(new DefaultHttp2DataFrame(payload.buffer(), true));
            }
        }
    }

    /** @param streams of each connection */
    void http2Answers(int count, int streams, int port) {
        for (int i = 0; i < count; i += streams) {
            Http2Client connection = new Http2Client(port, null);
            connections.add(connection);
            for (int stream = 0; stream < streams; stream++) {
                unread.add(connection.begin(
                        Ask.get(host, "/down/" + payload.length()).http2("http"), true, new Downloading()));
            }
        }
    }

    /** Whether all that has ended so far has ended as it should. */
    boolean noneFailed() {
        return receipts.stream().noneMatch(CompletableFuture::isCompletedExceptionally);
    }

    /** Reads on. */
    void goOn() {
        hold.countDown();
        unread.forEach(stream -> stream.config().setAutoRead(true));
    }

    /** One for each upload and answer, or why there is none, without repetitions. */
    Set<String> receipts() throws InterruptedException {
        Set<String> all = new TreeSet<>();
        for (CompletableFuture<String> receipt : receipts) {
            try {
                all.add(receipt.get(60, TimeUnit.SECONDS));
            } catch (ExecutionException | TimeoutException failed) {
                all.add(failed.toString());
            }
        }
        return all;
    }

    @Override
    public void close() throws Exception {
        hold.countDown();
        for (AutoCloseable connection : connections) {
            connection.close();
        }
    }

    /** The frames of an answer on one stream of HTTP/2. */
    private abstract class Answer extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<String> result = new CompletableFuture<>();

        Answer() {
            receipts.add(result);
        }

        abstract void took(ByteBuf bytes);

        abstract String text();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            boolean last = false;
            if (message instanceof Http2HeadersFrame frame) {
                last = frame.isEndStream();
                if (!"200".contentEquals(frame.headers().status())) {
                    result.completeExceptionally(new IOException(frame.headers().toString()));
                }
            } else if (message instanceof Http2DataFrame frame) {
                took(frame.content());
                last = frame.isEndStream();
            }
            ReferenceCountUtil.release(message);
            if (last) {
                result.complete(text());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof Http2ResetFrame frame) {
                result.completeExceptionally(new IOException("reset " + frame.errorCode()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            result.completeExceptionally(new IOException("closed"));
        }
    }

    private final class Uploading extends Answer {
        private final StringBuilder text = new StringBuilder();

        @Override
        void took(ByteBuf bytes) {
            text.append(bytes.toString(ISO_8859_1));
        }

        @Override
        String text() {
            return text.toString();
        }
    }

    /** Reads nothing before it is told to. */
    private final class Downloading extends Answer {
        private final Payload.Receipt receipt = new Payload.Receipt();

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(false);
        }

        @Override
        void took(ByteBuf bytes) {
            receipt.took(bytes);
        }

        @Override
        String text() {
            return receipt.text();
        }
    }
}
