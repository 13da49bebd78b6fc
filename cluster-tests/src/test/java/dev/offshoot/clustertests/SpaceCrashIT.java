package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.offshoot.cluster.intercept.Remains;
import dev.offshoot.routing.decision.Endpoint;
import dev.offshoot.spaceapi.DevSpace;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A controller that is killed, loses an answer or sees late or nothing, at any of its writes for a DevSpace, ends where an
 * undisturbed one ends. By default at a few writes by chance, as {@link CrashIT}; with {@code -Doffshoot.crash=all} at every one.
 */
@TestCluster
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpaceCrashIT {
    private static final boolean ALL = "all".equals(System.getProperty("offshoot.crash"));
    private static final long SEED = Long.getLong("offshoot.seed", System.nanoTime());
    private static final int SAMPLE = Integer.getInteger("offshoot.sample", 2);
    private static final String ROOT = "crashdsp-root";
    private static final String SPACE = "crashdsp-space";
    private static final String ASKED =
            "{parent: crashdsp-root, joins: [crashdsp-team], owners: [{kind: User, name: alice}]}";

    private final KubernetesClient client;
    private final Config config;

    SpaceCrashIT(Cluster cluster, KubernetesClient client) {
        this.client = client;
        this.config = ControllerAccount.config(cluster);
    }

    /** What a user does with a DevSpace. */
    enum Act {
        CREATES(""),
        CHANGES("{parent: crashdsp-team, fallback: Unready, deletionPolicy: Delete}"),
        DELETES(ASKED),
        DELETES_WITH_NAMESPACE("{parent: crashdsp-root, deletionPolicy: Delete}"),
        DELETES_WHAT_INTERCEPTS(ASKED);

        /** What the DevSpace is before the deed; for {@link #CHANGES} what it becomes. */
        private final String spec;

        Act(String spec) {
            this.spec = spec;
        }

        String before() {
            return this == CHANGES ? ASKED : spec;
        }
    }

    @BeforeAll
    void begin() {
        ControllerAccount.apply(client);
        Manifests.apply(client, "dev-spaces.yaml", "crashdsp");
        client.pods().inNamespace(ROOT).withName("orders").waitUntilReady(60, SECONDS);
    }

    @AfterAll
    void end() {
        reset();
        client.namespaces().withName(ROOT).delete();
        client.namespaces().withName("crashdsp-team").delete();
    }

    private record Case(CrashRun.Disturbance disturbance, int at) {}

    @ParameterizedTest
    @EnumSource
    void endsAsUndisturbed(Act act) throws IOException {
        prepare(act);
        Wire quiet = Wire.undisturbed(config);
        String reference;
        try (SpacesUnderTest controller = controller(quiet.client(), quiet.client())) {
            act(act);
            reference = Resting.state(Duration.ofSeconds(60), this::state, () -> isDone(act));
        }
        assertThat(reference).as("nobody but the controller took a key away").doesNotContain("offshoot.dev/reversals");
        int writes = quiet.writes();
        assertThat(writes).as("writes of " + act).isPositive();
        int reached = 0;
        List<Case> cases = cases(act, writes);
        for (Case one : cases) {
            prepare(act);
            reached += disturbed(act, one, reference) ? 1 : 0;
        }
        System.out.printf(
                "%s a DevSpace: %d writes, %d runs, %d of them disturbed, all ended like the undisturbed one%n",
                act, writes, cases.size(), reached);
    }

    private static List<Case> cases(Act act, int writes) {
        List<Case> cases = new ArrayList<>();
        for (int at = 1; at <= writes; at++) {
            for (CrashRun.Disturbance disturbance : CrashRun.Disturbance.values()) {
                cases.add(new Case(disturbance, at));
            }
        }
        if (ALL) {
            return cases;
        }
        Collections.shuffle(cases, new Random(SEED + act.ordinal()));
        return cases.subList(0, Math.min(SAMPLE, cases.size()));
    }

    private boolean disturbed(Act act, Case one, String reference) throws IOException {
        return switch (one.disturbance()) {
            case KILLED -> killed(act, one, reference);
            case ANSWER_LOST -> unanswered(act, one, reference);
            case WATCH_DELAYED, EVENTS_MISSED -> blinded(act, one, reference);
        };
    }

    private boolean killed(Act act, Case one, String reference) {
        Wire wire = new Wire(config, one.at(), Wire.Harm.KILLED, () -> {});
        try (SpacesUnderTest controller = controller(wire.client(), wire.client())) {
            act(act);
            untilReached(wire, reference);
        }
        Wire quiet = Wire.undisturbed(config);
        try (SpacesUnderTest next = controller(quiet.client(), quiet.client())) {
            awaitEnd(act, one, reference);
        }
        return wire.harmed();
    }

    private boolean unanswered(Act act, Case one, String reference) {
        Wire wire = new Wire(config, one.at(), Wire.Harm.ANSWER_LOST, () -> {});
        try (SpacesUnderTest controller = controller(wire.client(), wire.client())) {
            act(act);
            awaitEnd(act, one, reference);
        }
        return wire.harmed();
    }

    private boolean blinded(Act act, Case one, String reference) throws IOException {
        boolean late = one.disturbance() == CrashRun.Disturbance.WATCH_DELAYED;
        URI server = URI.create(config.getMasterUrl());
        try (StallingProxy proxy = new StallingProxy(new InetSocketAddress(server.getHost(), server.getPort()))) {
            Wire wire = new Wire(config, one.at(), Wire.Harm.TOLD, late ? proxy::hold : proxy::stall);
            try (SpacesUnderTest controller = controller(wire.client(), wire.clientBy(proxy.port()))) {
                act(act);
                if (late) {
                    untilReached(wire, reference);
                    controller.untilPlannedAgain();
                    proxy.release();
                }
                awaitEnd(act, one, reference);
            }
            return wire.harmed();
        }
    }

    /** How many writes it takes can differ by a few: then the end may come before the chosen one. */
    private void untilReached(Wire wire, String reference) {
        await().atMost(40, SECONDS).until(() -> wire.harmed() || state().equals(reference));
    }

    /** @param watching the client by which it follows the cluster */
    private SpacesUnderTest controller(KubernetesClient client, KubernetesClient watching) {
        SpacesUnderTest controller = new SpacesUnderTest(client, watching, CrashRun.TIMES);
        Pod pod = this.client.pods().inNamespace(ROOT).withName("orders").get();
        controller.reaches(new Endpoint(pod.getStatus().getPodIP(), 8080));
        return controller;
    }

    /** The state before the deed, made by a controller that nobody disturbs. */
    private void prepare(Act act) {
        reset();
        if (act == Act.CREATES) {
            return;
        }
        devSpace(act.before());
        Wire quiet = Wire.undisturbed(config);
        try (SpacesUnderTest controller = controller(quiet.client(), quiet.client())) {
            await().atMost(40, SECONDS).until(this::isReady);
            if (act == Act.DELETES_WHAT_INTERCEPTS) {
                client.resource(LoadSpaces.service(SPACE)).create();
                await().atMost(40, SECONDS)
                        .until(() -> isKeyed() && state().contains("interceptions") && state().contains("since"));
            }
        }
    }

    private void act(Act act) {
        switch (act) {
            case CREATES -> devSpace(ASKED);
            case CHANGES -> devSpace(act.spec);
            case DELETES, DELETES_WITH_NAMESPACE, DELETES_WHAT_INTERCEPTS ->
                client.resources(DevSpace.class).withName(SPACE).delete();
        }
    }

    private void devSpace(String spec) {
        client.resource(Serialization.unmarshal(
                        "---\n{apiVersion: offshoot.dev/v1alpha1, kind: DevSpace, metadata: {name: " + SPACE
                                + "}, spec: " + spec + "}",
                        DevSpace.class))
                .forceConflicts()
                .serverSideApply();
    }

    private void reset() {
        if (live() != null) {
            client.resources(DevSpace.class)
                    .withName(SPACE)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
            client.resources(DevSpace.class).withName(SPACE).delete();
        }
        client.namespaces().withName(SPACE).delete();
        Remains.restore(client);
        await().atMost(60, SECONDS)
                .until(() -> client.namespaces().withName(SPACE).get() == null && live() == null);
    }

    private DevSpace live() {
        return client.resources(DevSpace.class).withName(SPACE).get();
    }

    private boolean isReady() {
        DevSpace devSpace = live();
        return devSpace.getStatus() != null
                && devSpace.getStatus().conditions() != null
                && devSpace.getStatus().conditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True")
                                && condition
                                        .getObservedGeneration()
                                        .equals(devSpace.getMetadata().getGeneration()));
    }

    private boolean isKeyed() {
        Service orders = client.services().inNamespace(ROOT).withName("orders").get();
        return orders.getSpec().getSelector().containsKey("offshoot.dev/intercepted");
    }

    private boolean isDone(Act act) {
        return switch (act) {
            case CREATES, CHANGES -> isReady();
            case DELETES, DELETES_WHAT_INTERCEPTS -> live() == null && !isKeyed();
            case DELETES_WITH_NAMESPACE ->
                live() == null && client.namespaces().withName(SPACE).get() == null;
        };
    }

    private void awaitEnd(Act act, Case one, String reference) {
        String[] last = {""};
        try {
            await().atMost(60, SECONDS).pollInterval(Duration.ofMillis(200)).until(() -> {
                last[0] = state();
                return last[0].equals(reference);
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    act + ", " + one + ", seed " + SEED + ": the end of the disturbed run:\n" + last[0]
                            + "\n(expected: the end of the undisturbed one:)\n" + reference,
                    e);
        }
    }

    /** Everything that a controller could have touched, with names in place of identities. */
    private String state() {
        List<HasMetadata> objects = new ArrayList<>();
        objects.add(live());
        Namespace namespace = client.namespaces().withName(SPACE).get();
        objects.add(namespace);
        objects.add(client.namespaces().withName(ROOT).get());
        objects.addAll(client.rbac().roleBindings().inNamespace(SPACE).list().getItems());
        for (ResourceQuota quota :
                client.resourceQuotas().inNamespace(SPACE).list().getItems()) {
            quota.setStatus(null); // Kubernetes' own
            objects.add(quota);
        }
        objects.addAll(client.limitRanges().inNamespace(SPACE).list().getItems());
        objects.addAll(client.network()
                .v1()
                .networkPolicies()
                .inNamespace(SPACE)
                .list()
                .getItems());
        objects.addAll(client.services().inNamespace(ROOT).list().getItems());
        List<HasMetadata> present = objects.stream().filter(Objects::nonNull).toList();
        String[] uids =
                present.stream().map(object -> object.getMetadata().getUid()).toArray(String[]::new);
        present.stream()
                .map(HasMetadata::getMetadata)
                .forEach(metadata -> metadata.getManagedFields()
                        .removeIf(entry -> "status".equals(entry.getSubresource())
                                || "kube-controller-manager".equals(entry.getManager())));
        String text = StateText.of(present);
        for (String uid : uids) {
            text = text.replace(uid, "(uid)");
        }
        return text.replaceAll("created-for: \"[^\"]*\"", "created-for: \"(uid)\"");
    }
}
