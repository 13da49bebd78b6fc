package dev.offshoot.gateway.corpus;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.offshoot.gateway.frontdoor.ClusterObjects;
import dev.offshoot.gateway.frontdoor.FrontDoor;
import dev.offshoot.gateway.relay.Leaks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What a client may and may not say in HTTP/1.1, case by case, on both kinds of listeners: directly, and behind nginx and haproxy.
 * Behind those a seeded part is run, and all with {@code -Doffshoot.corpus=all}; {@code -Doffshoot.corpus.seed} repeats one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FramingIT {
    private static final int PART = 80;

    private final int intercepted = FrontDoor.freePort();
    private RawOrigin origin;
    private FrontDoor gateway;

    @BeforeAll
    void start() {
        origin = new RawOrigin();
        ClusterObjects objects = new ClusterObjects().root("default");
        objects.service("default", "a", "expose=true").port("http", 80).endpoints("http", origin.port());
        gateway = FrontDoor.open(objects.listener("default", "a", "http", intercepted));
    }

    @AfterAll
    void stop() {
        gateway.close();
        origin.close();
        Leaks.assertNone();
    }

    @TestFactory
    Stream<DynamicNode> directly() {
        return run(directWay(), cases());
    }

    @TestFactory
    Stream<DynamicNode> behindNginx() {
        List<RequestCase> part = part();
        return run(OtherProxy.start("nginx", directWay()), part);
    }

    @TestFactory
    Stream<DynamicNode> behindHaproxy() {
        List<RequestCase> part = part();
        return run(OtherProxy.start("haproxy", directWay()), part);
    }

    private Way.Direct directWay() {
        return new Way.Direct(gateway.port(), intercepted);
    }

    private static List<RequestCase> cases() {
        return Block.readAll("requests.txt").stream().map(RequestCase::of).toList();
    }

    private static List<RequestCase> part() {
        if ("all".equals(System.getProperty("offshoot.corpus"))) {
            return cases();
        }
        long seed = Long.getLong("offshoot.corpus.seed", System.nanoTime());
        System.out.printf("[corpus] a part of the cases: -Doffshoot.corpus.seed=%d%n", seed);
        List<RequestCase> shuffled = new ArrayList<>(cases());
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled.subList(0, PART);
    }

    private Stream<DynamicNode> run(Way way, List<RequestCase> cases) {
        AtomicInteger passed = new AtomicInteger();
        List<DynamicTest> tests = new ArrayList<>();
        for (boolean atInterception : new boolean[] {false, true}) {
            RequestRun run = new RequestRun(way, atInterception, origin);
            for (RequestCase each : cases) {
                tests.add(dynamicTest((atInterception ? "intercepted, " : "url, ") + each, () -> {
                    run.check(each);
                    passed.incrementAndGet();
                }));
            }
            tests.add(dynamicTest("then every loop's connections are sound", run::canaries));
        }
        tests.add(dynamicTest("summary", () -> {
            way.close();
            System.out.printf("[corpus] requests, %s: %d of %d cases%n", way.name(), passed.get(), 2 * cases.size());
        }));
        return tests.stream().map(test -> test);
    }
}
