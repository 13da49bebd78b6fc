package dev.offshoot.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.cluster.objects.ObjectKey;
import dev.offshoot.cluster.objects.ObjectKind;
import dev.offshoot.cluster.objects.ObjectStore;
import dev.offshoot.cluster.watch.OutsideCallers;
import dev.offshoot.cluster.watch.WatchTimes;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.plan.UndoPhase;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each turn finds to do: the clock is a field, the cluster a file that each test edits. */
class TurnsTest {
    private static final ServiceKey ORDERS = new ServiceKey("shop", "orders");
    private static final ControllerSettings SETTINGS = new ControllerSettings(
            PlanSettings.of("offshoot-system"), RoutingConfig.ofDomains("dev.test"), ControllerSettings.RESYNC);

    private final Turns turns = new Turns(SETTINGS);
    private final ObjectStore cluster = new ObjectStore(AddressPolicy.CLUSTER);
    /** Not followed, so that it names none. */
    private final OutsideCallers outside =
            new OutsideCallers(new KubernetesClientBuilder().build(), WatchTimes.DEFAULT);

    private List<Replica> replicas = List.of(gateway("10.1.9.1"));
    private PortLedger ports = PortLedger.EMPTY;
    private Instant now = Instant.parse("2026-01-02T00:00:00Z");

    @BeforeEach
    void intercepted() throws IOException {
        edit("", "");
    }

    @Test
    void theFirstTurnLooksAtAllAndAQuietClusterIsLeftAlone() {
        assertThat(take().work()).containsExactly(ORDERS);
        assertThat(take().work()).isEmpty();
        now = now.plus(Duration.ofDays(3));
        assertThat(take().work()).isEmpty();
    }

    @Test
    void aTurnThatWasNotTakenComesAgain() {
        assertThat(next().work()).containsExactly(ORDERS);
        assertThat(next().work()).containsExactly(ORDERS);
    }

    @Test
    void whatOthersChangeInObjectsOfOursIsWorkedOn() throws IOException {
        take();
        edit("[10.1.9.1]", "[10.1.9.2]");
        assertThat(take().work()).containsExactly(ORDERS);
        edit("port: 20000", "port: 20001");
        assertThat(take().work()).containsExactly(ORDERS);
        edit("clusterIP: None, selector: {app: orders}", "clusterIP: None, selector: {app: basket}");
        assertThat(take().work()).containsExactly(ORDERS);
        edit("", "");
        assertThat(take().work()).isEmpty();
    }

    @Test
    void aSliceOfOursThatIsGoneIsWorkedOnUntilItIsThere() {
        take();
        cluster.remove(new ObjectKey(ObjectKind.ENDPOINT_SLICE, "shop", "orders-gateway-ipv4"));
        assertThat(take().work()).containsExactly(ORDERS);
        assertThat(take().work()).containsExactly(ORDERS);
    }

    @Test
    void aGatewayThatComesOrGoesIsWorkForInterceptedServicesOnly() {
        take();
        replicas = List.of(gateway("10.1.9.1"), gateway("10.1.9.2"));
        assertThat(take().work()).containsExactly(ORDERS);
        replicas = List.of();
        Turn alone = take();
        assertThat(alone.work()).containsExactly(ORDERS);
        assertThat(alone.plan().of(ORDERS)).isInstanceOf(Interception.FailOpen.class);
        assertThat(take().work()).containsExactly(ORDERS);
    }

    @Test
    void anInterceptionThatNobodyNeedsEndsByTimeAlone() throws IOException {
        take();
        cluster.remove(new ObjectKey(ObjectKind.SERVICE, "alice", "orders"));
        Turn lingering = take();
        assertThat(lingering.next()).isEqualTo(Duration.ofHours(1));
        assertThat(lingering.plan().of(ORDERS)).isInstanceOf(Interception.Intercept.class);

        editWithoutOverride(
                "intercepted-since: \"",
                "intercepted-until: \"2026-01-02T01:00:00Z\", offshoot.dev/intercepted-since: \"");
        now = now.plus(Duration.ofMinutes(59));
        assertThat(take().next()).isEqualTo(Duration.ofMinutes(1));
        now = now.plus(Duration.ofMinutes(1));
        Turn over = take();
        assertThat(over.work()).containsExactly(ORDERS);
        assertThat(over.plan().of(ORDERS))
                .isInstanceOfSatisfying(
                        Interception.Restore.class,
                        restore -> assertThat(restore.next()).isEqualTo(UndoPhase.SELECTOR_KEY));
    }

    private Turn take() {
        Turn turn = next();
        ports = turn.plan().ports();
        turns.taken(turn);
        return turn;
    }

    private Turn next() {
        return turns.next(cluster.facts(List.of()), outside, replicas, ports, now);
    }

    private static Replica gateway(String address) {
        return new Replica(
                "gateway-" + address,
                List.of(address),
                true,
                false,
                Set.of(20000),
                Set.of(new Endpoint("10.1.0.1", 8080)),
                Set.of());
    }

    private void editWithoutOverride(String from, String to) throws IOException {
        edit(from, to);
        cluster.remove(new ObjectKey(ObjectKind.SERVICE, "alice", "orders"));
    }

    private void edit(String from, String to) throws IOException {
        try (InputStream file = TurnsTest.class.getResourceAsStream("intercepted.yaml")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text).contains(from);
            for (String document : text.replace(from, to).split("\n---\n")) {
                cluster.put((HasMetadata) Serialization.unmarshal(document));
            }
        }
    }
}
