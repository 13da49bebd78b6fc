package dev.offshoot.controller.replicas;

import static dev.offshoot.controller.replicas.FakeGateway.lines;
import static dev.offshoot.controller.replicas.FakeGateway.raw;
import static dev.offshoot.controller.replicas.FakeGateway.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.replica.HeldTunnel;
import dev.offshoot.controller.loop.TunnelEnd;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gateways that behave in every way, on loopback addresses of their own. */
@Timeout(60)
class ReplicasIT {
    private static final String A = "127.0.0.2";
    private static final String B = "127.0.0.3";

    /** Nobody listens there. */
    private static final String NOBODY = "127.0.0.4";

    @TempDir
    private Path folder;

    private final List<List<Replica>> seen = new CopyOnWriteArrayList<>();
    private FakeApiServer api;
    private KubernetesClient client;
    private FakeGateway gateway;
    private Replicas replicas;

    @BeforeEach
    void open() throws IOException {
        api = new FakeApiServer();
        client = api.client();
        gateway = new FakeGateway(A, 0, lines(first("a", 20000)));
    }

    @AfterEach
    void close() throws IOException {
        if (replicas != null) {
            replicas.close();
        }
        client.close();
        api.close();
        gateway.close();
    }

    /** Gateways that say nothing have nothing to say. */
    private void follow() {
        follow(Duration.ofMinutes(10), Duration.ofMillis(500));
    }

    private void follow(Duration silence, Duration patience) {
        ReplicaSettings settings = new ReplicaSettings(
                "offshoot-system",
                ReplicaSettings.GATEWAYS,
                gateway.port(),
                folder.resolve("token"),
                20000,
                29999,
                new ReplicaSettings.Times(
                        Duration.ofMillis(500), silence, patience, Duration.ofMillis(100), Duration.ofMinutes(2)));
        replicas = new Replicas(client, settings);
        replicas.start(() -> seen.add(replicas.replicas()));
    }

    private static String first(String pod, int... ports) {
        return "{\"pod\":\"%s\",\"ready\":true,\"draining\":false,\"opened\":%s}"
                .formatted(pod, java.util.Arrays.toString(ports));
    }

    private static Pod pod(String name, String address, boolean ready) {
        return pod("offshoot-system", name, address, ready, ReplicaSettings.GATEWAYS);
    }

    private static Pod pod(String namespace, String name, String address, boolean ready, Map<String, String> labels) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withUid("uid-" + namespace + name)
                .withResourceVersion("2")
                .withLabels(labels)
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .addNewPodIP(address)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }

    private static Pod terminating(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .endMetadata()
                .build();
    }

    private static Replica replica(String name, String address, boolean ready, boolean draining, Integer... ports) {
        return new Replica(name, List.of(address), ready, draining, Set.of(ports), Set.of(), Set.of());
    }

    private void untilThere(Replica... expected) {
        await().pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(replicas.replicas()).containsExactly(expected));
    }

    @Test
    void aReplicaIsWhatItsPodAndItsOwnWordSay() {
        api.put(pod("a", A, false));
        follow();
        untilThere(replica("a", A, false, false, 20000));

        api.put(pod("a", A, true));
        untilThere(replica("a", A, true, false, 20000));

        gateway.say("{\"opened\":[20001],\"reached\":[\"10.0.0.1:80\"],\"unreachable\":[\"[fd00::1]:80\"]}");
        untilThere(new Replica(
                "a",
                List.of(A),
                true,
                false,
                Set.of(20000, 20001),
                Set.of(new Endpoint("10.0.0.1", 80)),
                Set.of(new Endpoint("fd00::1", 80))));

        gateway.say(
                "{\"ready\":false,\"draining\":true,\"closed\":[20001],\"forgotten\":[\"10.0.0.1:80\",\"[fd00::1]:80\"]}");
        untilThere(replica("a", A, false, true, 20000));
        assertThat(replicas.problems()).isEmpty();
    }

    @Test
    void aReplicaHoldsTheTunnelsThatItSays() {
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));
        gateway.say(
                "{\"tunnels\":[{\"namespace\":\"alice\",\"name\":\"orders\",\"uid\":\"u\",\"ports\":{\"80\":12000}}]}");
        TunnelEnd end = new TunnelEnd("a", List.of(A), new HeldTunnel("alice", "orders", "u", Map.of(80, 12000)));
        await().untilAsserted(() -> assertThat(replicas.tunnels()).containsExactly(end));

        gateway.say("{\"tunnels\":[]}");
        await().untilAsserted(() -> assertThat(replicas.tunnels()).isEmpty());
    }

    @Test
    void aTerminatingPodDrainsBeforeItsGatewayKnows() {
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));

        api.put(terminating(pod("a", A, true)));
        untilThere(replica("a", A, false, true, 20000));

        api.delete("a");
        untilThere();
    }

    @Test
    void completeMeansThatEachReadyPodHasAnsweredOrCouldNotBeReached() throws IOException {
        try (FakeGateway silent = new FakeGateway(B, gateway.port(), FakeGateway.SILENT)) {
            api.put(pod("a", A, true));
            api.put(pod("b", B, true));
            api.put(pod("dead", NOBODY, true));
            api.put(pod("starting", "127.0.0.5", false));
            follow(Duration.ofMillis(300), Duration.ofMinutes(10));
            untilThere(replica("a", A, true, false, 20000));
            assertThat(replicas.complete()).isFalse();

            silent.will(lines(first("b")));
            await().until(replicas::complete);
            assertThat(replicas.replicas())
                    .containsExactly(replica("a", A, true, false, 20000), replica("b", B, true, false));
        }
    }

    @Test
    void noPodsAtAllAreCompleteAsSoonAsThatIsKnown() {
        api.goAway();
        follow();
        await().until(() -> !api.asked.isEmpty());
        assertThat(replicas.complete()).isFalse();

        api.comeBack();
        await().until(replicas::complete);
        assertThat(replicas.replicas()).isEmpty();
    }

    @Test
    void aDeathIsKnownByTheEndOfItsConnectionAndADialThatFails() throws IOException {
        api.put(pod("a", A, true));
        follow(Duration.ofMinutes(10), Duration.ofMinutes(10));
        untilThere(replica("a", A, true, false, 20000));

        gateway.die();
        untilThere();

        gateway.live();
        untilThere(replica("a", A, true, false, 20000));
    }

    @Test
    void aConnectionThatEndsIsNoDeath() throws IOException {
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));
        for (int i = 1; i <= 5; i++) {
            int heard = gateway.heads.size();
            gateway.endConnections();
            await().until(() -> gateway.heads.size() > heard && gateway.talking() == 1);
        }
        gateway.say("{\"opened\":[20009]}");
        untilThere(replica("a", A, true, false, 20000, 20009));

        assertThat(seen).doesNotContain(List.of());
    }

    @Test
    void silenceOnAHalfOpenConnectionIsNoDeathButIsDialledAgain() throws IOException {
        api.put(pod("a", A, true));
        follow(Duration.ofMillis(300), Duration.ofMillis(500));
        untilThere(replica("a", A, true, false, 20000));
        gateway.will(FakeGateway.SILENT);

        await().until(() -> gateway.heads.size() >= 4);
        assertThat(replicas.replicas()).containsExactly(replica("a", A, true, false, 20000));
        assertThat(seen).doesNotContain(List.of());

        gateway.will(lines(first("a", 20002)));
        untilThere(replica("a", A, true, false, 20002));

        gateway.will(FakeGateway.SILENT);
        gateway.die();
        untilThere();
    }

    @Test
    void signsOfLifeKeepAConnectionOpen() {
        api.put(pod("a", A, true));
        follow(Duration.ofMillis(300), Duration.ofMillis(500));
        untilThere(replica("a", A, true, false, 20000));
        long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        await().pollInterval(Duration.ofMillis(50)).until(() -> {
            gateway.say("{}");
            return System.nanoTime() > end;
        });
        assertThat(gateway.heads).hasSize(1);
    }

    static Stream<Arguments> notOurs() {
        return Stream.of(
                Arguments.of("other text", raw("HTTP/1.1 200 OK\r\n\r\n<html>\n"), "<html>"),
                Arguments.of("no first line", lines("{}"), "pod"),
                Arguments.of("another Pod's word", lines(first("b", 20000)), "'b' (expected: a)"),
                Arguments.of("no Pod's word", lines(first("", 20000)), "'' (expected: a)"),
                Arguments.of("a port below", lines(first("a", 20000, 443)), "443 (expected: 20000 to 29999)"),
                Arguments.of("a port above", lines(first("a", 30000)), "30000 (expected: 20000 to 29999)"),
                Arguments.of("no port", lines(first("a", -1)), "-1 (expected: 20000 to 29999)"),
                Arguments.of(
                        "no endpoint", lines("{\"pod\":\"a\",\"reached\":[\"x\"]}"), "'x' (expected: address:port)"),
                Arguments.of("a line without an end", lines("x".repeat(5 << 20)), "4194304"),
                Arguments.of("another page", status(404), "status 404"),
                Arguments.of("a closed door", status(403), "status 403"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notOurs")
    void whatIsNoGatewayOfOursNeverCountsUntilItIs(String name, FakeGateway.Manner manner, String problem) {
        gateway.will(manner);
        api.put(pod("a", A, true));
        follow();

        await().untilAsserted(() -> assertThat(replicas.problems())
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.code()).isEqualTo(ProblemCode.DOUBTFUL_REPLICA);
                    assertThat(found.object()).hasToString("Pod offshoot-system/a");
                    assertThat(found.text()).contains(problem).endsWith("it isn't counted among the gateways");
                }));
        assertThat(replicas.complete()).isTrue();
        assertThat(replicas.replicas()).isEmpty();

        gateway.will(lines(first("a", 20003)));
        untilThere(replica("a", A, true, false, 20003));
        assertThat(replicas.problems()).isEmpty();
        assertThat(seen)
                .allSatisfy(replicasThen -> assertThat(replicasThen).isSubsetOf(replica("a", A, true, false, 20003)));
    }

    static Stream<Arguments> noAnswers() {
        return Stream.of(
                Arguments.of("a reset", FakeGateway.RESETS),
                Arguments.of("another protocol", raw("SSH-2.0-OpenSSH_9.9\r\n")),
                Arguments.of("an end", raw("")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noAnswers")
    void aConnectionWithoutAnAnswerIsAFailedDial(String name, FakeGateway.Manner manner) throws IOException {
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));

        gateway.will(manner);
        gateway.endConnections();
        untilThere();
        assertThat(replicas.problems()).isEmpty();

        gateway.will(lines(first("a", 20001)));
        untilThere(replica("a", A, true, false, 20001));
    }

    @Test
    void aPodThatClaimsMoreThanItMayIsIgnoredFromThenOn() {
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));

        gateway.will(lines(first("a", 20000, 80)));
        gateway.say("{\"opened\":[80]}");

        untilThere();
        await().until(() -> replicas.problems().stream().map(Problem::text).anyMatch(text -> text.contains("80")));
    }

    @Test
    void aGatewayThatCannotCheckOurTokenNowIsNotDead() throws IOException {
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));

        gateway.will(status(503));
        gateway.endConnections();
        await().until(() -> gateway.heads.size() > 4);
        assertThat(seen).doesNotContain(List.of());
        assertThat(replicas.replicas()).containsExactly(replica("a", A, true, false, 20000));
    }

    @Test
    void podsOfOtherNamespacesAndWithoutTheLabelNeverCount() {
        api.put(pod("elsewhere", "a", A, true, ReplicaSettings.GATEWAYS));
        api.put(pod("offshoot-system", "b", A, true, Map.of("app.kubernetes.io/name", "offshoot-controller")));
        api.put(pod("offshoot-system", "c", A, true, Map.of()));
        follow();

        await().until(replicas::complete);
        assertThat(replicas.replicas()).isEmpty();
        assertThat(gateway.heads).isEmpty();
        assertThat(api.asked.getFirst())
                .startsWith("/api/v1/namespaces/offshoot-system/pods?")
                .contains("labelSelector=app.kubernetes.io%2Fname%3Doffshoot-gateway");
    }

    @Test
    void theTokenIsReadForEachConnection() throws IOException {
        Files.writeString(folder.resolve("token"), "one\n");
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));
        Files.writeString(folder.resolve("token"), "two\n");
        gateway.endConnections();
        await().until(() -> gateway.heads.size() > 1);

        assertThat(gateway.heads.getFirst()).startsWith("GET /api/listening ").contains("Authorization: Bearer one\n");
        assertThat(gateway.heads.getLast()).contains("Authorization: Bearer two\n");
    }

    @Test
    void replicasStayKnownWhileTheApiServerIsAway() throws IOException {
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));
        api.goAway();
        int asked = api.asked.size();
        await().until(() -> api.asked.size() > asked);

        gateway.say("{\"opened\":[20001]}");
        untilThere(replica("a", A, true, false, 20000, 20001));
        gateway.die();
        untilThere();

        gateway.live();
        api.comeBack();
        api.put(pod("a", A, false));
        untilThere(replica("a", A, false, false, 20000));
    }

    @Test
    void nothingIsToldAfterTheEnd() throws IOException {
        api.put(pod("a", A, true));
        follow();
        untilThere(replica("a", A, true, false, 20000));
        replicas.close();
        await().until(() -> gateway.talking() == 0);
        int told = seen.size();

        gateway.die();
        api.delete("a");

        assertThat(seen).hasSize(told);
    }
}
