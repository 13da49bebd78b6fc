package dev.offshoot.gateway.tunnel;

import dev.offshoot.gateway.listen.LocalCaller;
import dev.offshoot.gateway.listen.OutboundListener;
import dev.offshoot.gateway.source.PublishedSnapshot;
import dev.offshoot.routing.facts.TunnelFact;
import dev.offshoot.routing.snapshot.CalledPort;
import dev.offshoot.tunnel.IncomingStream;
import dev.offshoot.tunnel.StreamPipe;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;

/** Leads the calls of local processes into the gateway's own routing, as calls to the nearest Service of that name. */
final class OutboundCalls {
    private final OutboundListener listener;
    private final PublishedSnapshot published;
    private final AccessReviews reviews;
    private final TunnelMeters meters;

    OutboundCalls(OutboundListener listener, PublishedSnapshot published, AccessReviews reviews, TunnelMeters meters) {
        this.listener = listener;
        this.published = published;
        this.reviews = reviews;
        this.meters = meters;
    }

    /** Initializes the channels of the streams in which a tunnel's process calls. */
    ChannelHandler of(TunnelFact tunnel, Channel channel) {
        LocalCaller caller = new OwnerRights(tunnel, reviews, meters);
        boolean epoll = channel instanceof EpollSocketChannel;
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new IncomingStream(new NearestServices(caller, epoll)));
            }
        };
    }

    private final class NearestServices implements IncomingStream.Destinations {
        private final LocalCaller caller;
        private final boolean epoll;

        NearestServices(LocalCaller caller, boolean epoll) {
            this.caller = caller;
            this.epoll = epoll;
        }

        @Override
        public ChannelFuture connect(String service, int port, EventLoop loop) {
            return listener.connect(
                    loop, epoll, caller, () -> CalledPort.of(published.current(), caller.space(), service, port));
        }

        @Override
        public StreamPipe.Traffic joined(int port) {
            meters.callsJoined().increment();
            return meters.traffic();
        }

        @Override
        public void refused(int port) {
            meters.callsFailed().increment();
        }
    }
}
