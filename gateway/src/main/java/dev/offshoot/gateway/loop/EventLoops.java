package dev.offshoot.gateway.loop;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.resources.LoopResources;

/**
 * The event loops that listeners and upstream connections share, on {@link LazyEpoll}: as many as reactor-netty would make ({@code
 * reactor.netty.ioWorkerCount}).
 */
final class EventLoops implements LoopResources {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
            DEFAULT_IO_WORKER_COUNT,
            new DefaultThreadFactory("gateway-epoll", true) {
                @Override
                protected Thread newThread(Runnable run, String name) {
                    return new LoopThread(threadGroup, run, name);
                }
            },
            LazyEpoll.factory());
    private final EventLoopGroup clients = LoopResources.colocate(loops);

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops;
    }

    @Override
    public EventLoopGroup onClient(boolean useNative) {
        return clients;
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.create(
                disposed -> loops.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .addListener(ended -> disposed.success()));
    }

    /** Says to Reactor and BlockHound that it must not block. */
    private static final class LoopThread extends FastThreadLocalThread implements NonBlocking {
        LoopThread(ThreadGroup group, Runnable run, String name) {
            super(group, run, name);
        }
    }
}
