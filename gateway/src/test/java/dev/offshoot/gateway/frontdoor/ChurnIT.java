package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.relay.Leaks;
import dev.offshoot.gateway.source.PublishedSnapshot;
import dev.offshoot.routing.context.RequestView;
import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.decision.Arrival;
import dev.offshoot.routing.decision.Decision.Forward;
import dev.offshoot.routing.decision.Decision.Refuse;
import dev.offshoot.routing.decision.Router;
import dev.offshoot.routing.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ApplicationContext;

/**
 * Spaces move, go, come and change their names while clients ask without a pause: each answer must be one that some snapshot gave
 * that was in force while its request ran.
 */
@Timeout(120)
class ChurnIT {
    private static final int CLIENTS = 4;
    private static final int EDITS = 40;
    private static final int CHILDREN = 5;
    private static final List<String> SERVICES = List.of("web", "orders");

    private final Map<String, Origin> origins = new HashMap<>();
    private final Map<Integer, String> namesByPort = new HashMap<>();
    private final List<Snapshot> snapshots = new CopyOnWriteArrayList<>();

    /** The cluster at one time: by its number, each child that is there, in the order in which parents can be chosen. */
    private record State(Map<Integer, Child> children) {}

    /** @param parent the number of a former child, or -1 for the root */
    private record Child(String name, int parent, Set<String> overrides) {}

    /** A question that hosts and headers ask; {@code space} is null where the host says it. */
    private record Probe(String host, String space) implements RequestView {
        @Override
        public String header(String name) {
            return name.equals("x-offshoot-space") ? space : null;
        }

        @Override
        public List<String> headers(String name) {
            return header(name) == null ? List.of() : List.of(space);
        }

        @Override
        public String authority() {
            return host;
        }

        @Override
        public String peerAddress() {
            return null;
        }

        String bytes() {
            return "GET / HTTP/1.1\r\nHost: " + host + "\r\n"
                    + (space == null ? "" : "x-offshoot-space: " + space + "\r\n") + "\r\n";
        }
    }

    /** @param first the first snapshot that can have been in force, {@code last} the last one, by their numbers */
    private record Answered(Probe probe, String who, int first, int last) {}

    @AfterEach
    void stop() {
        origins.values().forEach(Origin::close);
        Leaks.assertNone();
    }

    @Test
    void everyAnswerFitsASnapshotThatWasInForceWhileItsRequestRan() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        State state = next(random, null);
        Queue<Answered> answers = new ConcurrentLinkedQueue<>();
        try (FrontDoor gateway = FrontDoor.open(objects(state));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            bean(gateway.context()).follow(snapshots::add);
            Stop stop = new Stop();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Random own = new Random(seed + i);
                running.add(clients.submit(() -> {
                    ask(gateway.port(), own, stop, answers);
                    return null;
                }));
            }
            for (int i = 0; i < EDITS; i++) {
                state = next(random, state);
                int before = snapshots.size();
                int asked = answers.size();
                gateway.objects(objects(state));
                await("seed " + seed).until(() -> snapshots.size() > before && answers.size() > asked + 5 * CLIENTS);
            }
            stop.now = true;
            for (Future<?> client : running) {
                client.get();
            }
        }
        check(answers, "seed " + seed);
    }

    private void check(Queue<Answered> answers, String seed) {
        Map<Probe, Set<String>> seen = new HashMap<>();
        List<String> misfits = new ArrayList<>();
        for (Answered answer : answers) {
            seen.computeIfAbsent(answer.probe, probe -> new HashSet<>()).add(answer.who);
            List<Snapshot> live = snapshots.subList(answer.first, Math.min(answer.last + 1, snapshots.size()));
            Set<String> allowed = new HashSet<>();
            live.forEach(snapshot -> allowed.add(expected(snapshot, answer.probe)));
            if (!allowed.contains(answer.who)) {
                misfits.add(answer + " (expected: one of " + allowed + ")");
            }
        }
        assertThat(misfits).as(seed).isEmpty();
        assertThat(snapshots).as(seed).hasSizeGreaterThan(EDITS);
        assertThat(seen.values().stream().filter(all -> all.size() > 1).count())
                .as("questions whose answer changed, " + seed)
                .isGreaterThan(seen.size() / 2);
    }

    private String expected(Snapshot snapshot, Probe probe) {
        return switch (Router.route(snapshot, new Arrival.Url(true), probe, SeenTraces.NONE)
                .decision()) {
            case Forward forward ->
                namesByPort.get(forward.backend().endpoints().get(0).port());
            case Refuse refuse -> refuse.code().status() + " " + refuse.code().code();
        };
    }

    /** Half of the connections are kept for some requests. */
    private void ask(int port, Random random, Stop stop, Queue<Answered> answers) throws Exception {
        while (!stop.now) {
            try (KeptConnection connection = new KeptConnection(port)) {
                for (int left = random.nextBoolean() ? 1 : 20; left > 0 && !stop.now; left--) {
                    Probe probe = probe(random);
                    // The snapshot after the last one recorded may be in force already; its recording is under way.
                    int first = snapshots.size() - 1;
                    String who = connection.ask(probe.bytes()).who();
                    answers.add(new Answered(probe, who, first, snapshots.size()));
                }
            }
        }
    }

    private static Probe probe(Random random) {
        String space = (random.nextBoolean() ? "old" : "new") + random.nextInt(CHILDREN);
        String service = SERVICES.get(random.nextInt(SERVICES.size()));
        return switch (random.nextInt(3)) {
            case 0 -> new Probe(space + ".s." + service + ".localhost", null);
            case 1 -> new Probe(space + "--" + service + ".localhost", null);
            default -> new Probe(service + ".localhost", space);
        };
    }

    /** Another state; each child may be gone, renamed, moved, and may override anything. */
    private static State next(Random random, State former) {
        State state;
        do {
            Map<Integer, Child> children = new TreeMap<>();
            for (int i = 0; i < CHILDREN; i++) {
                if (random.nextInt(4) == 0) {
                    continue;
                }
                List<Integer> parents = new ArrayList<>(children.keySet());
                parents.add(-1);
                Set<String> overrides = new HashSet<>();
                SERVICES.stream().filter(service -> random.nextBoolean()).forEach(overrides::add);
                children.put(
                        i,
                        new Child(
                                (random.nextBoolean() ? "old" : "new") + i,
                                parents.get(random.nextInt(parents.size())),
                                overrides));
            }
            state = new State(children);
        } while (state.equals(former));
        return state;
    }

    private ClusterObjects objects(State state) {
        ClusterObjects objects = new ClusterObjects().root("default");
        SERVICES.forEach(service -> objects.served("default", service, origin("default/" + service), "expose=true"));
        state.children.forEach((number, child) -> {
            String parent = child.parent < 0
                    ? "default"
                    : state.children.get(child.parent).name();
            objects.child(child.name, parent);
            child.overrides.forEach(service -> objects.served(child.name, service, origin(child.name + "/" + service)));
        });
        return objects;
    }

    private Origin origin(String who) {
        return origins.computeIfAbsent(who, name -> {
            Origin origin = new Origin(name);
            namesByPort.put(origin.port(), name);
            return origin;
        });
    }

    private static PublishedSnapshot bean(ApplicationContext context) {
        return context.getBean(PublishedSnapshot.class);
    }

    private static final class Stop {
        private volatile boolean now;
    }
}
