package dev.offshoot.gateway.replica;

import dev.offshoot.cluster.replica.ListeningState;
import dev.offshoot.gateway.GatewayProperties;
import dev.offshoot.gateway.listen.InterceptionListeners;
import dev.offshoot.gateway.source.PublishedSnapshot;
import dev.offshoot.gateway.tunnel.Tunnels;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.stereotype.Component;

/** What this gateway can say of itself to the controller, at any time and from any thread. */
@Component
public final class ReplicaState {
    private final String pod;
    private final PublishedSnapshot published;
    private final InterceptionListeners listeners;
    private final Reachability reachability;
    private final Tunnels tunnels;
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();
    private volatile boolean draining;

    ReplicaState(
            GatewayProperties properties,
            PublishedSnapshot published,
            InterceptionListeners listeners,
            Reachability reachability,
            Tunnels tunnels) {
        this.pod = properties.pod();
        this.published = published;
        this.listeners = listeners;
        this.reachability = reachability;
        this.tunnels = tunnels;
        published.follow(snapshot -> tell());
        listeners.onChange(this::tell);
        reachability.onChange(this::tell);
        tunnels.onChange(this::tell);
    }

    /** As it is now. */
    public ListeningState now() {
        boolean stopping = draining;
        return new ListeningState(
                pod,
                published.ready() && !stopping,
                stopping,
                listeners.listening(),
                reachability.reached(),
                reachability.unreachable(),
                tunnels.held());
    }

    /** Calls {@code follower} after each change, until {@link #unfollow}; it may not wait. */
    public void follow(Runnable follower) {
        followers.add(follower);
    }

    public void unfollow(Runnable follower) {
        followers.remove(follower);
    }

    void drain() {
        draining = true;
        tell();
    }

    private void tell() {
        followers.forEach(Runnable::run);
    }
}
