package dev.offshoot.gateway.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.gateway.relay.Leaks;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Clusters of the sizes that Offshoot is made for, with few applications behind many Services. */
@Timeout(120)
class ScaleIT {
    private static final Logger log = LoggerFactory.getLogger("dev.offshoot.ScaleIT");
    private static final int SPACES = 2000;
    private static final int SERVICES = 50;
    private static final int DEPTH = 16;

    private final List<Origin> origins = new ArrayList<>();

    @AfterEach
    void stop() {
        origins.forEach(Origin::close);
        Leaks.assertNone();
    }

    /** default (s0 … s49), beneath it 200 teams, beneath each 9 developers; a space overrides one Service. */
    @Test
    void twoThousandSpacesWithFiftyServicesAreServedAndFollowed() {
        Origin baseline = origin("baseline");
        Origin team = origin("team");
        Origin developer = origin("developer");
        long before = heldMegabytes();
        try (FrontDoor gateway = FrontDoor.open(cluster(baseline, team, developer, false))) {
            log.info(
                    "{} spaces with {} Services, the gateway holds {} MB more",
                    SPACES,
                    SERVICES,
                    heldMegabytes() - before);
            for (int space = 1; space < SPACES; space += 97) {
                int team0 = space - space % 10;
                String own = space % 10 == 0 ? "team" : "developer";
                assertThat(ask(gateway, space, space)).isEqualTo(own);
                assertThat(ask(gateway, space, team0)).isEqualTo(space % SERVICES == team0 % SERVICES ? own : "team");
                assertThat(ask(gateway, space, space + 11)).isEqualTo("baseline");
            }
            assertThat(gateway.ask(Ask.get("n2000.s.s7.localhost")).who()).isEqualTo("404 unknown-space");

            gateway.objects(cluster(baseline, team, developer, true));
            await().untilAsserted(() ->
                    assertThat(ask(gateway, SPACES - 1, SPACES + 20)).isEqualTo("developer"));
        }
    }

    private static String ask(FrontDoor gateway, int space, int service) {
        return gateway.ask(Ask.get("n" + space + ".s.s" + service % SERVICES + ".localhost"))
                .who();
    }

    private static ClusterObjects cluster(Origin baseline, Origin team, Origin developer, boolean edited) {
        ClusterObjects cluster = new ClusterObjects().root("default");
        for (int service = 0; service < SERVICES; service++) {
            cluster.served("default", "s" + service, baseline, "expose=true");
        }
        for (int space = 0; space < SPACES; space++) {
            boolean isTeam = space % 10 == 0;
            cluster.child("n" + space, isTeam ? "default" : "n" + (space - space % 10))
                    .served("n" + space, "s" + space % SERVICES, isTeam ? team : developer);
        }
        if (edited) {
            cluster.served("n" + (SPACES - 1), "s" + (SPACES + 20) % SERVICES, developer);
        }
        return cluster;
    }

    /** l0 is the root; each l<i> is l<i-1>'s child and overrides s<i>. */
    @Test
    void inATreeOfDepth16EachLevelGetsTheNearestInstance() {
        ClusterObjects cluster = new ClusterObjects().root("l0");
        Origin root = origin("l0");
        for (int service = 1; service <= DEPTH; service++) {
            cluster.served("l0", "s" + service, root, "expose=true");
        }
        for (int level = 1; level <= DEPTH; level++) {
            cluster.child("l" + level, "l" + (level - 1)).served("l" + level, "s" + level, origin("l" + level));
        }
        try (FrontDoor gateway = FrontDoor.open(cluster)) {
            for (int level = 1; level <= DEPTH; level++) {
                for (int service = 1; service <= DEPTH; service++) {
                    Ask ask = Ask.get("l" + level + ".s.s" + service + ".localhost")
                            .header("x-offshoot-explain", "1");
                    Reply reply = gateway.ask(ask);
                    assertThat(reply.who()).as("%s", ask).isEqualTo(service <= level ? "l" + service : "l0");
                    assertThat(reply.header("x-offshoot-explain")).as("%s", ask).hasSizeBetween(1, 2048);
                }
            }
        }
    }

    private Origin origin(String who) {
        Origin origin = new Origin(who);
        origins.add(origin);
        return origin;
    }

    private static long heldMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }
}
