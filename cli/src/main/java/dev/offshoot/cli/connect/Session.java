package dev.offshoot.cli.connect;

import dev.offshoot.cli.outbound.LocalListeners;
import dev.offshoot.tunnel.Parting;
import dev.offshoot.tunnel.StreamOpener;
import dev.offshoot.tunnel.StreamPipe;
import dev.offshoot.tunnel.local.Ending;
import dev.offshoot.tunnel.local.LocalEnd;
import dev.offshoot.tunnel.local.LocalEvents;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One tunnel from its first connection to its end: renews the object, connects anew whenever the connection is lost, and goes to
 * another gateway when told to. All is done by the thread that runs it; {@link #stop} may be called by any.
 */
public final class Session {
    private static final Duration PING = Duration.ofSeconds(10);
    private static final Duration SILENCE = Duration.ofSeconds(25);
    private static final Duration RENEW = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** The controller deletes after 60 s; what wasn't renewed for about as long has expired by this machine's sleep. */
    private static final Duration EXPIRED = Duration.ofSeconds(45);

    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long MOST_PAUSE_MILLIS = 10_000;

    /** While a former gateway may still get calls, until all know the new one. */
    private static final long FORMER_SECONDS = 5;

    private final TunnelObject object;
    private final Supplier<WayToGateway> way;
    private final Map<Integer, InetSocketAddress> targets;
    private final EventLoopGroup loop;
    private final LocalListeners listeners;
    private final Local local;
    private final Presence presence;
    private final Consumer<String> say;
    private final IntFunction<StreamPipe.Traffic> traffic;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tunnel-timer").factory());
    private final AtomicInteger joined = new AtomicInteger();
    private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
    private @Nullable Attempt current;
    private @Nullable Attempt former;
    private Instant renewed = Instant.now();
    private boolean everConnected;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** What the thread waits for. */
    private sealed interface Happening {
        record Connected(Attempt attempt) implements Happening {}

        record Away(Attempt attempt) implements Happening {}

        record Ended(Attempt attempt, Ending ending) implements Happening {}

        record Refused(int port) implements Happening {}

        record Renew() implements Happening {}

        record Look() implements Happening {}

        record Again() implements Happening {}

        record DropFormer(Attempt attempt) implements Happening {}

        record Stop() implements Happening {}
    }

    /**
     * How the local process is treated.
     *
     * @param hold how long a connection waits where nobody listens
     * @param untilClosed whether all ends once somebody has listened, and then nobody has for that long
     */
    record Local(Duration hold, boolean untilClosed) {}

    /**
     * @param way finds a gateway, anew for each connection
     * @param targets where the process listens, by the Service's port
     * @param loop of one thread, the listeners' too
     * @param listeners for the process' own calls
     * @param say takes a line for a person
     * @param traffic sees what passes on a connection to the process, by the Service's port; called on the event loop
     */
    Session(
            TunnelObject object,
            Supplier<WayToGateway> way,
            Map<Integer, InetSocketAddress> targets,
            Local local,
            EventLoopGroup loop,
            LocalListeners listeners,
            Consumer<String> say,
            IntFunction<StreamPipe.Traffic> traffic) {
        this.object = object;
        this.way = way;
        this.targets = targets;
        this.loop = loop;
        this.listeners = listeners;
        this.local = local;
        this.presence = new Presence(targets.values(), local.hold());
        this.say = say;
        this.traffic = traffic;
    }

    /** Ends {@link #run} soon. */
    public void stop() {
        happenings.add(new Happening.Stop());
    }

    /**
     * Creates the Tunnel, keeps it connected until {@link #stop}, and deletes it.
     *
     * @param connected called once, after the first connection
     * @throws ConnectFailed where it can't go on
     * @throws KubernetesClientException where the API server refuses, at the beginning
     */
    void run(Runnable connected) throws InterruptedException {
        object.create();
        try {
            timer.scheduleAtFixedRate(
                    () -> happenings.add(new Happening.Renew()),
                    RENEW.toSeconds(),
                    RENEW.toSeconds(),
                    TimeUnit.SECONDS);
            timer.scheduleAtFixedRate(
                    () -> happenings.add(new Happening.Look()),
                    LOOK.toMillis(),
                    LOOK.toMillis(),
                    TimeUnit.MILLISECONDS);
            begin();
            while (handle(happenings.take(), connected)) {}
        } finally {
            end();
        }
    }

    private void end() {
        timer.shutdownNow();
        close(current);
        close(former);
        try {
            object.delete();
        } catch (KubernetesClientException unreachable) {
            say.accept("Tunnel " + object.shown() + " couldn't be deleted (" + unreachable.getMessage()
                    + "); it expires within a minute.");
        }
    }

    /** Whether to go on. */
    private boolean handle(Happening happening, Runnable connected) {
        switch (happening) {
            case Happening.Connected it -> {
                pauseMillis = FIRST_PAUSE_MILLIS;
                say.accept(Connection.CONNECTED + it.attempt.way.shown());
                if (!everConnected) {
                    everConnected = true;
                    connected.run();
                }
                Attempt old = former;
                if (old != null) {
                    timer.schedule(
                            () -> happenings.add(new Happening.DropFormer(old)), FORMER_SECONDS, TimeUnit.SECONDS);
                }
            }
            case Happening.Away it -> {
                if (it.attempt == current) {
                    say.accept("the gateway stops; going to another one");
                    close(former);
                    former = current;
                    begin();
                }
            }
            case Happening.DropFormer it -> {
                if (it.attempt == former) {
                    close(former);
                    former = null;
                }
            }
            case Happening.Ended it -> ended(it.attempt, it.ending);
            case Happening.Refused it -> {
                say.accept("a call came for port " + it.port + ", but nobody listens on "
                        + Objects.requireNonNull(targets.get(it.port)).getPort() + " here; start the process");
                look(true);
            }
            case Happening.Look it -> {
                if (local.untilClosed() || presence.isMissed()) {
                    look(false);
                }
                return !local.untilClosed() || !isOver();
            }
            case Happening.Renew it -> renew();
            case Happening.Again it -> {
                if (current == null) {
                    begin();
                }
            }
            case Happening.Stop it -> {
                return false;
            }
        }
        return true;
    }

    private void begin() {
        current = null;
        try {
            Attempt attempt = new Attempt(way.get());
            current = attempt;
            attempt.open();
        } catch (KubernetesClientException | ConnectFailed noWay) {
            if (!everConnected) {
                throw noWay;
            }
            again(String.valueOf(noWay.getMessage()));
        }
    }

    private void again(String why) {
        say.accept(why + "; trying again in " + (pauseMillis + 999) / 1000 + " s");
        timer.schedule(() -> happenings.add(new Happening.Again()), pauseMillis, TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(MOST_PAUSE_MILLIS, pauseMillis * 2);
    }

    private void ended(Attempt attempt, Ending ending) {
        attempt.closeWay();
        if (attempt != current) {
            return;
        }
        current = null;
        switch (ending) {
            case Ending.Unreachable it ->
                retry("The gateway at " + attempt.way.shown() + " can't be reached (" + it.why() + ")");
            case Ending.NotUpgraded it ->
                retry(
                        it.status() == 404
                                ? "The gateway at " + attempt.way.shown()
                                        + " knows no tunnels (404): it is too old, or no gateway of Offshoot"
                                : "What answers at " + attempt.way.shown() + " takes no tunnel (status " + it.status()
                                        + ")");
            case Ending.Lost it -> retry("The connection to the gateway was lost");
            case Ending.Parted it -> parted(it);
        }
    }

    private void retry(String why) {
        if (!everConnected) {
            throw new ConnectFailed(why + "; check --gateway, or leave it out to go through the cluster.");
        }
        again(why);
    }

    private void parted(Ending.Parted parted) {
        Parting why = Parting.of(parted.status());
        if (why == Parting.DELETED || why == Parting.UNKNOWN) {
            renew();
            again(parted.reason());
        } else if (why == Parting.NOT_SIGNED || why == Parting.MALFORMED) {
            throw new ConnectFailed(
                    parted.reason() + " Use the versions of offshoot and gateway that belong together.");
        } else {
            retry(parted.reason().isEmpty() ? "The gateway ended the connection" : parted.reason());
        }
    }

    /** An object that is gone was deleted by somebody, or expired while this machine slept; then it is made anew. */
    private void renew() {
        try {
            if (object.renew()) {
                renewed = Instant.now();
                return;
            }
            String holder = object.holder();
            if (holder != null) {
                throw new ConnectFailed("Tunnel " + object.shown() + " was taken over by "
                        + (holder.equals(object.owner()) ? "another offshoot connect of yours." : holder + "."));
            }
            if (Duration.between(renewed, Instant.now()).compareTo(EXPIRED) < 0) {
                throw new ConnectFailed(
                        "Tunnel " + object.shown()
                                + " was deleted, by hand or by another offshoot connect of yours; connect again to have it back.");
            }
            object.create();
            renewed = Instant.now();
            say.accept("the Tunnel had expired; it is there again");
        } catch (KubernetesClientException unreachable) {
            say.accept("the API server can't be asked (" + unreachable.getMessage() + ")");
        }
    }

    private void look(boolean missed) {
        Boolean listening = presence.look(missed, joined.get() > 0);
        if (listening != null) {
            object.listening(listening);
            renew();
        }
    }

    private boolean isOver() {
        if (presence.isOver()) {
            say.accept("nobody listens here; ending");
            return true;
        }
        return false;
    }

    private static void close(@Nullable Attempt attempt) {
        if (attempt != null) {
            attempt.close();
        }
    }

    /** One connection. */
    private final class Attempt implements LocalEvents {
        private final WayToGateway way;
        private @Nullable LocalEnd end;
        private volatile @Nullable StreamOpener calls;

        Attempt(WayToGateway way) {
            this.way = way;
        }

        void open() {
            LocalEnd.Plan plan = new LocalEnd.Plan(way.uri(), object::claim, targets, local.hold(), PING, SILENCE);
            end = LocalEnd.open(loop, plan, this);
        }

        void close() {
            if (end != null) {
                end.close();
            }
        }

        void closeWay() {
            try {
                way.close();
            } catch (IOException lost) {
                throw new UncheckedIOException(lost);
            }
        }

        @Override
        public void connected() {
            happenings.add(new Happening.Connected(this));
        }

        @Override
        public void goAway() {
            happenings.add(new Happening.Away(this));
        }

        @Override
        public void refused(int servicePort) {
            happenings.add(new Happening.Refused(servicePort));
        }

        @Override
        public StreamPipe.Traffic joined(int servicePort) {
            return new CountedTraffic(joined, traffic.apply(servicePort));
        }

        @Override
        public void mayCall(StreamOpener opener) {
            calls = opener;
            listeners.through(opener);
        }

        @Override
        public void ended(Ending ending) {
            StreamOpener opener = calls;
            if (opener != null) {
                listeners.lost(opener);
            }
            happenings.add(new Happening.Ended(this, ending));
        }
    }
}
