package dev.offshoot.gateway.frontdoor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.listen.LocalCaller;
import dev.offshoot.gateway.listen.OutboundListener;
import dev.offshoot.gateway.relay.Leaks;
import dev.offshoot.gateway.source.PublishedSnapshot;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.ErrorCode;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.snapshot.CalledPort;
import dev.offshoot.tunnel.Http2Ends;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** Calls of a local process that is alice's orders: where they lead, and what passes. */
@Timeout(120)
class OutboundIT {
    private static final int CHUNK = 64 << 10;
    private static final EventLoopGroup LOOP = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    private final TunnelWorld world = TunnelWorld.open();
    private final Origin catalog = new Origin("default/catalog");
    private final Origin payments = new Origin("default/payments");
    private final Origin alices = new Origin("alice/payments");
    private final Origin bobs = new Origin("bob/payments");
    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServerSocket database;
    private TunnelPeer process;

    @BeforeEach
    void connect() throws Exception {
        database = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        database.setSoTimeout(20_000);
        serve(objects().served("alice", "payments", alices));
        process = world.connect(FrontDoor.freePort());
    }

    private ClusterObjects objects() {
        ClusterObjects objects = world.objects("u-1")
                .served("default", "catalog", catalog)
                .served("default", "payments", payments)
                .served("bob", "payments", bobs);
        objects.service("default", "db").port("pg", 5432, "tcp").endpoints("pg", database.getLocalPort());
        objects.service("default", "talk").port("first", 25).endpoints("first", database.getLocalPort());
        objects.service("default", "stock").port("any", 80, "kubernetes.io/h2c").endpoints("any", catalog.port());
        return objects;
    }

    private void serve(ClusterObjects objects) {
        PublishedSnapshot published = world.gateway.context().getBean(PublishedSnapshot.class);
        var before = published.current();
        world.gateway.objects(objects);
        await().until(() -> published.current() != before);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        process.close();
        database.close();
        List.of(catalog, payments, alices, bobs).forEach(Origin::close);
        world.close();
    }

    @AfterAll
    static void nothingLeaked() {
        Leaks.assertNone();
    }

    @Test
    void callsHaveTheSpacesContextThoughTheProcessSetsNone() throws Exception {
        assertThat(Ask.get("payments").to(process.listen("payments", 80)).who()).isEqualTo("alice/payments");
        Origin.Seen seen = Ask.get("catalog").to(process.listen("catalog", 80)).seen();
        assertThat(seen.who()).isEqualTo("default/catalog");
        assertThat(seen.header("x-offshoot-space")).isEqualTo("alice");
        assertThat(bobs.requests() + payments.requests()).isZero();
    }

    /** As a Pod's calls do: alice's orders serves calls of other spaces too, where those join alice. */
    @Test
    void aContextThatTheProcessPassesOnIsKept() throws Exception {
        serve(objects());
        int port = process.listen("payments", 80);
        Origin.Seen seen =
                Ask.get("payments").header("x-offshoot-space", "bob").to(port).seen();
        assertThat(seen.who()).isEqualTo("bob/payments");
        assertThat(seen.header("x-offshoot-space")).isEqualTo("bob");
    }

    @Test
    void aServiceThatComesOrGoesIsFoundOrMissedAtTheSamePort() throws Exception {
        int port = process.listen("payments", 80);
        serve(objects());
        assertThat(Ask.get("payments").to(port).who()).isEqualTo("default/payments");
        assertThat(Ask.get("none").to(process.listen("none", 80)).who()).isEqualTo("404 unknown-service");
        assertThat(Ask.get("payments").to(process.listen("catalog", 81)).who()).isEqualTo("default/catalog");
    }

    @Test
    void rawBytesPassAlsoWhereTheServerSpeaksFirst() throws Exception {
        try (Socket client = dial(process.listen("talk", 25));
                Socket server = database.accept()) {
            server.getOutputStream().write("220 ready".getBytes(US_ASCII));
            assertThat(client.getInputStream().readNBytes(9)).asString(US_ASCII).isEqualTo("220 ready");
        }
        try (Socket client = dial(process.listen("db", 5432));
                Socket server = database.accept()) {
            client.getOutputStream().write("all I have".getBytes(US_ASCII));
            client.shutdownOutput();
            assertThat(server.getInputStream().readAllBytes())
                    .asString(US_ASCII)
                    .isEqualTo("all I have");
            server.getOutputStream().write("and the answer".getBytes(US_ASCII));
            server.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes())
                    .asString(US_ASCII)
                    .isEqualTo("and the answer");
        }
        await().until(() -> process.open.get() == 0);
    }

    @Test
    void aResetPasses() throws Exception {
        int port = process.listen("db", 5432);
        try (Socket client = dial(port);
                Socket server = database.accept()) {
            server.setSoLinger(true, 0);
            server.close();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket client = dial(port);
                Socket server = database.accept()) {
            client.setSoLinger(true, 0);
            client.close();
            assertThatThrownBy(() -> server.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void webSocketsAndHttp2WithTrailersPass() throws Exception {
        try (WebSocketWire socket = WebSocketWire.open(dial(process.listen("payments", 80)), "payments")) {
            socket.say("hello");
            assertThat(socket.hear()).isEqualTo("alice/payments heard hello");
        }
        try (Http2Client client = new Http2Client(process.listen("stock", 80), null)) {
            Ask ask = Ask.get("stock").header("te", "trailers").header("x-answer-trailer", "7");
            assertThat(client.ask(ask.http2("http"), "x").status()).isEqualTo(200);
        }
    }

    /** Whoever says no: with files nobody does, and Kubernetes is asked on a real cluster. */
    @Test
    void whatTheOwnerMayNotCallIsA403ThatSaysWhyOrAReset() throws Exception {
        Reply refused = Reply.parse(heard("payments", 80, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        assertThat(refused.who()).isEqualTo("403 forbidden");
        assertThat(refused.json()).containsEntry("detail", "not alice/payments");
        assertThat(heardOrReset("db", 5432, "anything")).isEqualTo("reset");
        assertThat(alices.requests()).isZero();
    }

    /** A reset that comes before the words are sent is one of the connect, of the write or of the read, whichever hears of it first. */
    private String heardOrReset(String service, int port, String said) throws Exception {
        try {
            return heard(service, port, said);
        } catch (Exception e) {
            if (e instanceof IOException || e.getCause() instanceof IOException) {
                return "reset";
            }
            throw e;
        }
    }

    /** What a process that may call nothing gets for what it says. */
    private String heard(String service, int port, String said) throws Exception {
        LocalCaller caller = new LocalCaller() {
            @Override
            public String space() {
                return "alice";
            }

            @Override
            public Mono<Refuse> refusal(ServiceKey key) {
                return Mono.just(new Refuse(ErrorCode.FORBIDDEN, "not " + key, "alice", key.toString(), List.of()));
            }
        };
        PublishedSnapshot published = world.gateway.context().getBean(PublishedSnapshot.class);
        Channel channel = world.gateway
                .context()
                .getBean(OutboundListener.class)
                .connect(
                        LOOP.next(),
                        false,
                        caller,
                        () -> CalledPort.of(published.current(), caller.space(), service, port))
                .sync()
                .channel();
        CompletableFuture<String> heard = new CompletableFuture<>();
        StringBuffer text = new StringBuffer();
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf bytes = (ByteBuf) message;
                text.append(bytes.toString(US_ASCII));
                bytes.release();
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                context.close();
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                heard.complete(text.toString());
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                heard.completeExceptionally(cause);
                context.close();
            }
        });
        ChannelPromise sent = channel.newPromise();
        sent.addListener(written -> {
            if (!written.isSuccess()) {
                heard.completeExceptionally(
                        written.cause()); // it was reset before that, and ends right after it says so
            }
        });
        channel.writeAndFlush(Unpooled.copiedBuffer(said, US_ASCII), sent);
        channel.config().setAutoRead(true);
        return TunnelWorld.within(heard);
    }

    /** What isn't read is kept up to a bound and then its sender's matter; all other calls go on. It ends with the tunnel. */
    @Test
    void stuckCallsStopNoOther() throws Exception {
        int port = process.listen("db", 5432);
        List<AtomicLong> progress = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Socket client = dial(port);
            Socket server = database.accept();
            opened.add(client);
            opened.add(server);
            progress.add(fill(i % 2 == 0 ? client : server));
        }
        long[] last = {-1};
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(60))
                .until(() -> {
                    long former = last[0];
                    last[0] = progress.stream().mapToLong(AtomicLong::get).sum();
                    return last[0] == former && progress.stream().allMatch(one -> one.get() > 0);
                });
        assertThat(Ask.get("payments").to(process.listen("payments", 80)).who()).isEqualTo("alice/payments");
        process.close();
        await().until(() -> progress.stream().allMatch(one -> one.get() < 0));
    }

    /** Counts chunks that were written, for ever, to a side that nobody reads; -1 once that fails. */
    private static AtomicLong fill(Socket socket) {
        AtomicLong written = new AtomicLong();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    socket.getOutputStream().write(new byte[CHUNK]);
                    written.incrementAndGet();
                }
            } catch (IOException closed) {
                written.set(-1);
            }
        });
        return written;
    }

    @Test
    void callsBeyondTheLimitAreReset() throws Exception {
        int port = process.listen("db", 5432);
        for (int i = 0; i < Http2Ends.MOST_STREAMS; i++) {
            opened.add(dial(port));
            opened.add(database.accept());
        }
        try (Socket further = dial(port)) {
            assertThatThrownBy(() -> further.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    private static Socket dial(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }
}
