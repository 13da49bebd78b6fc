package dev.offshoot.gateway.loop;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Epoll that is told late of a socket that isn't to be read any more. reactor-netty stops reading a connection when a request has come
 * and reads on after the answer, which is two {@code epoll_ctl(2)} for each request, though hardly a client sends anything in between.
 * Here the first is made only when something arrives that nobody wants yet, and the second only after a first.
 *
 * <p>What was registered with the kernel is confined to the event loop, as Netty's own registrations are.
 */
final class LazyEpoll implements IoHandler {
    private final IoHandler epoll;

    private LazyEpoll(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory factory() {
        IoHandlerFactory netty = EpollIoHandler.newFactory();
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new LazyEpoll(netty.newHandler(executor));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return netty.isChangingThreadSupported();
            }
        };
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        Socket socket = new Socket((EpollIoHandle) handle);
        socket.registration = epoll.register(socket);
        return socket;
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    /** Stands between Netty's channel and its registration: the former's registration and the latter's handle. */
    @SuppressWarnings("try") // Netty closes it, no try statement
    private static final class Socket implements EpollIoHandle, IoRegistration {
        private static final int READ = EpollIoOps.EPOLLIN.value();

        private final EpollIoHandle channel;
        private @Nullable IoRegistration registration;
        private EpollIoOps wanted = EpollIoOps.NONE;
        private int registered;

        Socket(EpollIoHandle channel) {
            this.channel = channel;
        }

        private IoRegistration registration() {
            return Objects.requireNonNull(registration);
        }

        @Override
        public long submit(IoOps ops) {
            wanted = (EpollIoOps) ops;
            boolean enough = registered == wanted.value() || registered == (wanted.value() | READ);
            return enough && isValid() ? wanted.value() : register();
        }

        private long register() {
            registered = wanted.value();
            return registration().submit(wanted);
        }

        @Override
        public void handle(IoRegistration from, IoEvent event) {
            EpollIoOps ready = ((EpollIoEvent) event).ops();
            if (!ready.contains(EpollIoOps.EPOLLIN) || wanted.contains(EpollIoOps.EPOLLIN)) {
                channel.handle(this, event);
                return;
            }
            register();
            EpollIoOps others = ready.without(EpollIoOps.EPOLLIN);
            if (others.value() != 0) {
                channel.handle(this, (EpollIoEvent) () -> others);
            }
        }

        @Override
        public <T> T attachment() {
            return registration().attachment();
        }

        @Override
        public boolean isValid() {
            return registration().isValid();
        }

        @Override
        public boolean cancel() {
            return registration().cancel();
        }

        @Override
        public FileDescriptor fd() {
            return channel.fd();
        }

        @Override
        public void registered() {
            channel.registered();
        }

        @Override
        public void unregistered() {
            channel.unregistered();
        }

        @Override
        public void close() throws Exception {
            channel.close();
        }
    }
}
