package dev.offshoot.gateway.relay;

import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.decision.ErrorCode;
import dev.offshoot.routing.decision.LocalProcess;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * One request's way to an endpoint and the response's way back. It has two phases, so that filters can change the response in
 * between: {@link #sendRequest} ends with the upstream's response head on the client's response, {@link #respond} or {@link
 * #body} with the body. All state is confined to the client's event loop.
 *
 * <p>Another connection is tried only where that can't do anything twice: no connection could be made, the endpoint said that it
 * did nothing (RFC 9113, 8.7), or a kept connection closed under a request that is idempotent and has no body (RFC 9110, 9.2.2).
 * The latter two once, on a new connection, since whatever closed the first may have closed all that were kept.
 */
final class RelayExchange implements UpstreamListener, ResponseRelay.Source {
    private final RelayCall call;
    private final OutgoingRequest request;
    private final HttpServerRequest nativeRequest;
    private final HttpServerResponse nativeResponse;
    private final Client client;
    private final Upstreams upstreams;
    private final EndpointChoice choice;
    private final ResponseRelay response;
    private @Nullable SpaceLoad space;
    private @Nullable UpstreamHandler upstream;
    private @Nullable RequestBody body;
    private @Nullable HttpResponse head;
    private @Nullable CoreSubscriber<? super Void> headSubscriber;
    private @Nullable Future<?> timer;
    private long responseBytes;
    private boolean reused;
    private boolean retried;
    private boolean headDelivered;
    private boolean upgraded;
    private boolean over;

    RelayExchange(
            RelayCall call,
            OutgoingRequest request,
            HttpServerRequest nativeRequest,
            HttpServerResponse nativeResponse,
            Client client,
            Upstreams upstreams) {
        this.call = call;
        this.request = request;
        this.nativeRequest = nativeRequest;
        this.nativeResponse = nativeResponse;
        this.client = client;
        this.upstreams = upstreams;
        choice = new EndpointChoice(call, upstreams);
        response = new ResponseRelay(client, nativeResponse, this);
    }

    /** Completes when the response's head stands on the native response; fails with {@link RelayException}. */
    Mono<Void> sendRequest() {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Void> actual) {
                headSubscriber = actual;
                actual.onSubscribe(new Cancellation(RelayExchange.this::cancelSending));
                client.execute(RelayExchange.this::begin);
            }
        };
    }

    /** Sends head and body to the client. */
    Mono<Void> respond() {
        return response.toClient();
    }

    /** The body for a filter that decorated the response. */
    Flux<ByteBuf> body() {
        return response.toFilter();
    }

    /** Ends it, wherever it stands; the client is gone or a filter answered instead. */
    @Override
    public void abandon() {
        client.execute(() -> {
            if (over) {
                return;
            }
            finish();
            response.drop();
            abortUpstream();
        });
    }

    /** Operators may cancel what has completed; from then on it's the response's subscriber who ends the exchange. */
    private void cancelSending() {
        client.execute(() -> {
            if (upgraded) {
                client.channel().close();
            } else if (!headDelivered) {
                abandon();
            }
        });
    }

    /** Ends it and takes the upstream's headers from the native response again: a filter tries once more, or failed. */
    void undo() {
        abandon();
        if (head != null && !nativeResponse.hasSentHeaders()) {
            ResponseHead.undo(head, nativeResponse);
        }
    }

    private void begin() {
        String charged = call.chargedSpace();
        if (over || charged == null) {
            acquire();
            return;
        }
        SpaceLoad load = upstreams.space(charged);
        if (load.begin()) {
            space = load;
            acquire();
        } else {
            upstreams.meters().busySpaces().increment();
            fail(ErrorCode.TOO_MANY_REQUESTS, load.refusal());
        }
    }

    private void acquire() {
        if (over) {
            return;
        }
        Endpoint endpoint = choice.next();
        if (endpoint == null) {
            fail(
                    ErrorCode.NO_ENDPOINTS,
                    "no endpoint of Service " + call.backend().service() + " takes requests");
            return;
        }
        upstreams.acquire(UpstreamKey.of(call.backend(), endpoint), client.channel(), this);
    }

    @Override
    public void onUpstream(UpstreamHandler given, boolean wasUsed) {
        upstream = given;
        reused = wasUsed;
        LocalProcess process = call.backend().process();
        if (process == null || !process.patient()) {
            startTimer(upstreams.settings().responseTimeout(), this::responseTimedOut);
        }
        if (!request.hasBody()) {
            given.writeAndFlush(request.head());
            return;
        }
        given.write(request.head());
        if (body != null) {
            body.moveTo(given);
            return;
        }
        if (request.expectsContinue() && !request.saysEmpty()) {
            given.flush();
            startExpectTimer();
            return;
        }
        RequestBody sending = sendBody();
        if (!sending.hasFlushed() && !request.saysEmpty()) {
            client.channel().eventLoop().execute(() -> {
                if (upstream == given && !sending.hasFlushed()) {
                    given.flush();
                }
            });
        }
    }

    /** An endpoint that ignores the expectation must not stall the exchange. */
    private void startExpectTimer() {
        long millis = upstreams.settings().expectTimeout().toMillis();
        client.channel().eventLoop().schedule(this::sendBodyIfAwaited, millis, TimeUnit.MILLISECONDS);
    }

    private RequestBody sendBody() {
        if (body != null || upstream == null) {
            throw new IllegalStateException("body: already sent (expected: once per exchange)");
        }
        RequestBody sending = new RequestBody(client, upstream, request.changedBody() != null, this::abandon);
        body = sending;
        if (request.changedBody() != null) {
            request.changedBody().subscribe(sending);
        } else {
            nativeRequest.receive().subscribe(sending);
        }
        return sending;
    }

    private void sendBodyIfAwaited() {
        if (!over && body == null && upstream != null && request.hasBody()) {
            sendBody();
        }
    }

    private void startTimer(Duration delay, Runnable action) {
        if (!delay.isZero()) {
            timer = client.channel().eventLoop().schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void responseTimedOut() {
        if (!headDelivered) {
            choice.broke();
            if (upstream != null) {
                upstream.distrust();
            }
            fail(
                    ErrorCode.UPSTREAM_TIMEOUT,
                    "%s sent no response within %d ms"
                            .formatted(
                                    choice,
                                    upstreams.settings().responseTimeout().toMillis()));
        }
    }

    @Override
    public void onUnreachable(String why) {
        if (choice.failed()) {
            acquire();
        } else {
            fail(ErrorCode.UPSTREAM_UNREACHABLE, choice + " can't be reached: " + why);
        }
    }

    @Override
    public void onBusy(String why) {
        upstreams.meters().busyEndpoints().increment();
        fail(ErrorCode.TOO_MANY_REQUESTS, "Service " + call.backend().service() + ": " + why);
    }

    @Override
    public boolean wantsFresh() {
        return retried;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void onMessage(HttpObject message) {
        if (message.decoderResult().isFailure()) {
            Throwable cause = message.decoderResult().cause();
            ReferenceCountUtil.release(message);
            abortUpstream();
            broken("sent what isn't HTTP: " + cause.getMessage());
            return;
        }
        if (message instanceof HttpResponse received && !takeHead(received)) {
            return;
        }
        if (message instanceof HttpContent content) {
            takeContent(content);
        }
    }

    /** Whether it was a final response's head. */
    private boolean takeHead(HttpResponse received) {
        int status = received.status().code();
        if (status == 101) {
            upgrade(received);
            return false;
        }
        if (status < 200) {
            if (status == 100) {
                sendBodyIfAwaited();
            } else if (upstream != null) {
                ResponseHead.sendInformational(received, upstream.isHttp2(), client);
            }
            ReferenceCountUtil.release(received);
            return false;
        }
        head = received;
        choice.answered();
        if (body != null) {
            body.forgetBeginning();
        }
        stopTimer();
        return true;
    }

    private void takeContent(HttpContent content) {
        if (head == null) {
            content.release();
            return;
        }
        if (content instanceof LastHttpContent) {
            releaseUpstream();
        }
        responseBytes += content.content().readableBytes();
        response.content(content);
        if (response.isWhole()) {
            deliverHead();
        }
    }

    @Override
    public void onReadComplete() {
        if (head != null && !headDelivered) {
            deliverHead();
        } else {
            response.readComplete();
        }
    }

    private void deliverHead() {
        if (headDelivered || head == null || over) {
            return;
        }
        if (!response.isWhole()) {
            autoRead(false);
        }
        boolean http2Upstream = call.backend().protocol().isHttp2();
        try {
            ResponseHead.apply(head, http2Upstream, client, nativeResponse, call);
        } catch (RuntimeException e) {
            broken("sent a head that can't be passed on: " + e.getMessage());
            return;
        }
        headDelivered = true;
        if (headSubscriber != null) {
            headSubscriber.onComplete();
        }
    }

    private void upgrade(HttpResponse received) {
        UpstreamHandler given = upstream;
        if (given == null || !request.upgrade()) {
            ReferenceCountUtil.release(received);
            abortUpstream();
            broken("answered 101 to a request without Upgrade");
            return;
        }
        stopTimer();
        upstream = null;
        headDelivered = true;
        upgraded = true;
        HopByHop.removeFromUpgrade(received.headers());
        call.editResponse(received.headers(), 101);
        nativeResponse.status(received.status());
        BytePipe.Pair pipe = Upgrade.perform(received, client, given);
        client.channel().closeFuture().addListener(closed -> {
            over = true;
            choice.end();
            leaveSpace();
            call.onEnd(pipe.near().passed(), pipe.far().passed());
        });
        ReferenceCountUtil.release(received);
    }

    @Override
    public void onWritable() {
        if (body != null) {
            body.resume();
        }
    }

    @Override
    public void autoRead(boolean on) {
        if (upstream != null) {
            upstream.autoRead(on);
        }
    }

    private void releaseUpstream() {
        UpstreamHandler done = upstream;
        if (done == null || head == null) {
            return;
        }
        boolean requestSent = !request.hasBody() || (body != null && body.isComplete());
        upstream = null;
        if (body != null) {
            body.stop();
        }
        choice.end();
        done.release(requestSent && (done.isHttp2() || HttpUtil.isKeepAlive(head)));
    }

    @Override
    public void onClosed(Ending ending, @Nullable Throwable cause) {
        upstream = null;
        boolean replayable = ending == Ending.UNPROCESSED && (body == null || body.isReplayable());
        boolean raced = ending == Ending.CLOSED && reused && request.isRepeatable();
        if (head == null && !retried && (replayable || raced)) {
            retried = true;
            stopTimer();
            choice.end();
            if (body != null) {
                body.detach();
            }
            acquire();
            return;
        }
        boolean fresh = head == null && !reused;
        if (fresh && cause != null && call.backend().process() != null) { // how its tunnel says that nobody listens
            choice.broke();
            fail(ErrorCode.UPSTREAM_UNREACHABLE, choice + " took no connection; is it running?");
            return;
        }
        String closed = ending == Ending.RESET ? "reset the HTTP/2 stream" : "closed the connection";
        broken(cause == null ? closed : "broke the connection: " + cause.getMessage());
    }

    private void broken(String how) {
        if (head == null) {
            choice.broke();
        }
        fail(ErrorCode.UPSTREAM_BROKE, choice + " " + how);
    }

    private void fail(ErrorCode code, String detail) {
        if (over) {
            return;
        }
        boolean inPhaseOne = !headDelivered;
        finish();
        abortUpstream();
        RelayException failure = new RelayException(code, detail);
        if (inPhaseOne) {
            response.drop();
            if (headSubscriber != null) {
                headSubscriber.onError(failure);
            }
        } else {
            response.fail(failure);
        }
    }

    private void abortUpstream() {
        UpstreamHandler broken = upstream;
        upstream = null;
        if (broken != null) {
            broken.abort();
        }
    }

    @Override
    public void finished() {
        finish();
    }

    private void finish() {
        over = true;
        if (body != null) {
            body.stop();
        }
        stopTimer();
        choice.end();
        leaveSpace();
        call.onEnd(body == null ? 0 : body.taken(), responseBytes);
    }

    private void leaveSpace() {
        SpaceLoad left = space;
        space = null;
        if (left != null) {
            left.end();
        }
    }
}
