package dev.offshoot.gateway.listen;

import dev.offshoot.gateway.access.AccessLog;
import dev.offshoot.gateway.relay.Fin;
import dev.offshoot.routing.decision.Decision.Refuse;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler.PriorKnowledgeUpgradeEvent;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * Stands behind the HTTP/1 codec of one connection: answers what HTTP forbids, in the order of the requests, and closes. It
 * also keeps the plain-text upgrade to HTTP/2 from happening (RFC 9113 dropped it; prior knowledge remains), and ends
 * connections of a closed listener, and all when the gateway stops, with their next answer. A client that ends its side gets the
 * answers that it asked for.
 */
final class FrontHandler extends ChannelDuplexHandler {
    private static final long LINGER_SECONDS = 2;

    private final FrontRules rules;
    private final MeterRegistry meters;
    private final ClientConnections connections;
    private final AccessLog access;
    private final Http1Clock clock;
    private final @Nullable TunnelDoor tunnels;
    private @Nullable HttpRequest tunnel;
    private @Nullable CurrentListener listener;
    private boolean begun;
    private int open;
    private boolean answering;
    private boolean answered;

    /** Whether the answer under way told the client that the connection ends: one that wasn't told sends its next request here. */
    private boolean last;

    /** Whether a request is under way whose end hasn't come. */
    private boolean inRequest;

    private boolean clientEnded;

    /** Whether a request that came before the answer to the one before said that it is the last one (RFC 9112 §9.6). */
    private boolean saidLast;

    private @Nullable Refuse refusal;

    /** @param tunnels null where none may begin */
    FrontHandler(
            FrontRules rules,
            MeterRegistry meters,
            ClientConnections connections,
            AccessLog access,
            Http1Clock clock,
            @Nullable TunnelDoor tunnels) {
        this.rules = rules;
        this.meters = meters;
        this.connections = connections;
        this.access = access;
        this.clock = clock;
        this.tunnels = tunnels;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        clock.belongTo((slow, atHead) -> refuse(context, slow, atHead));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refusal != null || saidLast && !inRequest) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpObject object) {
            Refuse found = check(object);
            if (found != null) {
                if (access.isOn() && object instanceof HttpRequest request) {
                    Accesses.refused(access, context.channel(), request, found);
                }
                refuse(context, found, object instanceof HttpRequest);
                ReferenceCountUtil.release(message);
                return;
            }
        }
        if (isOfTunnel(message)) {
            boolean whole = message instanceof LastHttpContent;
            ReferenceCountUtil.release(message);
            if (whole) {
                giveToTunnels(context);
            }
            return;
        }
        if (message instanceof HttpRequest request) {
            if (!begun) {
                begun = true;
                listener = context.channel().attr(CurrentListener.KEY).get();
                dropHttp2(context);
            }
            if (open > 0 && !HttpUtil.isKeepAlive(request)) {
                saidLast = true;
                keepAlive(request);
            }
            open++;
            inRequest = true;
            clock.requestBegan();
            dropHttp2Upgrade(request.headers());
        }
        if (message instanceof LastHttpContent) {
            inRequest = false;
            clock.requestEnded();
        }
        context.fireChannelRead(message);
    }

    private boolean isOfTunnel(Object message) {
        if (tunnels != null && open == 0 && message instanceof HttpRequest request && tunnels.isFor(request)) {
            tunnel = request;
        }
        return tunnel != null;
    }

    /** reactor-netty's bridge stays: it keeps account of connections. */
    private void giveToTunnels(ChannelHandlerContext context) {
        Channel channel = context.channel();
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        dropHttp2(context);
        List<String> names = channel.pipeline().names();
        int bridge = names.indexOf(NettyPipeline.ReactiveBridge);
        for (String name : names.subList(names.indexOf(context.name()) + 1, bridge)) {
            channel.pipeline().remove(name);
        }
        channel.pipeline().remove(clock);
        channel.pipeline().remove(this);
        Objects.requireNonNull(tunnels).take(channel, Objects.requireNonNull(tunnel));
    }

    private @Nullable Refuse check(HttpObject message) {
        if (message.decoderResult().isFailure()) {
            return DecoderFailure.refusal(rules, message.decoderResult().cause());
        }
        if (!(message instanceof HttpRequest request)) {
            return null;
        }
        String target = NativeTarget.utf8(request.uri());
        if (target == null) {
            return NativeTarget.notUtf8();
        }
        if (!target.equals(request.uri())) {
            request.setUri(target);
        }
        return FrontCheck.http1(rules, request.protocolVersion(), request.method(), target, request.headers());
    }

    /** What only HTTP/2 needs is in the way, and costs, once the connection turned out to speak HTTP/1. */
    private static void dropHttp2(ChannelHandlerContext context) {
        if (context.pipeline().get(HttpServerUpgradeHandler.class) != null) {
            context.pipeline().remove(HttpServerUpgradeHandler.class);
        }
        if (context.pipeline().get(Http2Clock.class) != null) {
            context.pipeline().remove(Http2Clock.class);
        }
        if (context.pipeline().get(FlushConsolidationHandler.class) != null) {
            context.pipeline().remove(FlushConsolidationHandler.class);
        }
    }

    /** reactor-netty would close after the answer before, and forget this request. */
    private static void keepAlive(HttpRequest request) {
        List<String> options = request.headers().getAll(HttpHeaderNames.CONNECTION);
        HttpUtil.setKeepAlive(request, true);
        for (String option : String.join(",", options).split(",")) {
            if (!HttpHeaderValues.CLOSE.contentEqualsIgnoreCase(option.strip()) && !option.isBlank()) {
                request.headers().add(HttpHeaderNames.CONNECTION, option.strip());
            }
        }
    }

    private static void dropHttp2Upgrade(HttpHeaders headers) {
        String upgrade = headers.get(HttpHeaderNames.UPGRADE);
        if (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("h2c")) {
            headers.remove(HttpHeaderNames.UPGRADE);
            headers.remove("http2-settings");
        }
    }

    private void refuse(ChannelHandlerContext context, Refuse found, boolean atHead) {
        refusal = found;
        meters.counter("offshoot.requests.refused", "code", found.code().code()).increment();
        if (atHead) {
            answerInTurn(context);
        } else if (open == 1 && !answering) {
            answer(context, found);
        } else {
            context.close();
        }
    }

    /** The answers of requests that came before have to be out first. */
    private void answerInTurn(ChannelHandlerContext context) {
        if (open == 0 && !answered && refusal != null) {
            answer(context, refusal);
        }
    }

    private void answer(ChannelHandlerContext context, Refuse found) {
        answered = true;
        context.writeAndFlush(FrontAnswer.closing(found))
                .addListener((ChannelFutureListener) written -> linger(context));
    }

    /** A close with unread bytes would be a reset, which can take the answer from the client (RFC 9112 §9.6). */
    private static void linger(ChannelHandlerContext context) {
        Channel channel = context.channel();
        if (!channel.isActive()) {
            context.close();
            return;
        }
        Fin.send(channel);
        channel.config().setAutoRead(true);
        context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (answered) {
            // The answer to a request whose body broke off, which has been answered here.
            ReferenceCountUtil.release(message);
            promise.trySuccess();
            return;
        }
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                context.write(message, promise);
                return;
            }
            answering = true;
            clock.answerBegan();
            last = endsWithNextAnswer();
            if (last) {
                HttpUtil.setKeepAlive(response, false);
            }
        }
        if (!(message instanceof LastHttpContent)) {
            context.write(message, promise);
            return;
        }
        answering = false;
        open--;
        ChannelPromise done = promise.unvoid();
        context.write(message, done);
        if (refusal != null) {
            done.addListener(written -> answerInTurn(context));
        } else if (open == 0 && (last || clientEnded)) {
            done.addListener(ChannelFutureListener.CLOSE);
        } else if (open == 0 && !inRequest) {
            clock.answered();
        }
    }

    private boolean endsWithNextAnswer() {
        return connections.ending()
                || listener != null && listener.isClosed()
                || (clientEnded || saidLast) && open == 1;
    }

    /** What has ended can't be read: epoll would take it for an error. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (!clientEnded) {
            context.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            clientEnded(context);
            return;
        }
        context.fireUserEventTriggered(event);
        if (event instanceof PriorKnowledgeUpgradeEvent) {
            context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
            Http2Front.installOn(context.channel(), meters);
            context.pipeline().get(Http2Clock.class).begin();
            context.pipeline().remove(clock);
            context.pipeline().remove(this);
        }
    }

    /** A connection that was reset isn't closed by epoll where half-closed ones are allowed. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.fireExceptionCaught(cause);
        if (cause instanceof IOException) {
            context.close();
        }
    }

    /**
     * A client that says FIN after its requests still gets its answers, the last of which closes (RFC 9293 §3.6). Whether it has
     * gone altogether is known only once something is sent: keep-alive probes do, should the answer be long in coming.
     */
    private void clientEnded(ChannelHandlerContext context) {
        clientEnded = true;
        if (open == 0 && refusal == null || inRequest) {
            context.close();
        } else {
            Probes.begin(context.channel());
        }
    }
}
