package dev.offshoot.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.cluster.objects.ObjectStore;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.ServiceKey;
import dev.offshoot.routing.plan.Interception;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.PlanInput;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.Planner;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReporterTest {
    private static final ServiceKey ORDERS = new ServiceKey("default", "orders");
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    /** The root's orders are overridden and keyed; {@code SHADOW} stands for more of the shadow's annotations. */
    private static final String OBJECTS = """
            apiVersion: v1
            kind: Namespace
            metadata: {name: default, labels: {offshoot.dev/root: "true"}}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: alice, labels: {offshoot.dev/parent: default}}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: orders, namespace: default, uid: u1}
            spec: {selector: {app: orders, offshoot.dev/intercepted: "true"}, ports: [{name: http, port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: orders-baseline
              namespace: default
              labels: {offshoot.dev/shadow-of: orders}
              annotations: {SHADOW}
              ownerReferences: [{apiVersion: v1, kind: Service, name: orders, uid: u1}]
            spec: {clusterIP: None, selector: {app: orders}, ports: [{name: http, port: 80}]}
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: orders
              namespace: alice
              uid: u2
              annotations: {endpoints.kubernetes.io/last-change-trigger-time: "2026-01-01T12:00:00Z"}
            spec: {selector: {app: orders}, ports: [{name: http, port: 80}]}
            ---
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: orders-1
              namespace: alice
              labels:
                kubernetes.io/service-name: orders
                endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
            addressType: IPv4
            ports: [{name: http, port: 80}]
            endpoints: []
            """;

    @Test
    void anInterceptionBeganWhenItsShadowSaysSoAndNotAnewWithEachPlan() {
        Facts before = facts("");
        assertThat(since(plan(before))).isEqualTo(NOW);
        assertThat(Reporter.since(before, plan(before))).isEmpty();

        Facts after = facts("offshoot.dev/intercepted-since: \"2026-01-01T11:59:00Z\"");
        assertThat(Reporter.since(after, plan(after))).isEqualTo(Map.of(ORDERS, Instant.parse("2026-01-01T11:59:00Z")));
    }

    private static Instant since(InterceptionPlan plan) {
        return ((Interception.Intercept) plan.of(ORDERS)).shadow().state().since();
    }

    private static Facts facts(String shadow) {
        ObjectStore store = new ObjectStore(AddressPolicy.CLUSTER);
        for (String document : OBJECTS.replace("SHADOW", shadow).split("(?m)^---\n")) {
            store.put((HasMetadata) Serialization.unmarshal("---\n" + document));
        }
        return store.facts(List.of());
    }

    private static InterceptionPlan plan(Facts facts) {
        Snapshot snapshot = SnapshotCompiler.compile(Snapshot.EMPTY, facts, RoutingConfig.ofDomains("dev.test"));
        Replica gateway = new Replica("gateway", List.of("10.0.0.9"), true, false, Set.of(20000), Set.of(), Set.of());
        return Planner.plan(new PlanInput(
                facts,
                snapshot,
                Set.of(),
                Set.of(),
                List.of(gateway),
                PortLedger.EMPTY,
                NOW,
                PlanSettings.of("offshoot-system")));
    }
}
