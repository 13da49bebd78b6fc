package dev.offshoot.cluster.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.cluster.objects.ObjectStore;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrimmedTest {
    private static final String NAMESPACE = """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: alice
              uid: n1
              labels: {offshoot.dev/parent: default, team: blue}
              annotations: {offshoot.dev/fallback: Unready, note: long}
            spec: {finalizers: [kubernetes]}
            status: {phase: Active}
            """;
    private static final String SERVICE = """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              namespace: alice
              uid: s1
              creationTimestamp: "2026-01-31T12:00:00Z"
              labels: {app: web}
              annotations:
                offshoot.dev/expose: http
                cloud.google.com/neg: '{"ingress": true}'
                kubectl.kubernetes.io/last-applied-configuration: "{}"
              managedFields: [{manager: kubectl, operation: Apply}]
            spec:
              type: LoadBalancer
              clusterIP: 10.96.0.7
              clusterIPs: [10.96.0.7]
              ipFamilies: [IPv4, IPv6]
              internalTrafficPolicy: Local
              externalTrafficPolicy: Local
              publishNotReadyAddresses: true
              loadBalancerClass: service.k8s.aws/nlb
              sessionAffinity: ClientIP
              sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
              selector: {app: web}
              ports: [{name: http, port: 80, targetPort: web, nodePort: 30080, protocol: TCP, appProtocol: http}]
            status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}
            """;
    private static final String SHADOW = """
            apiVersion: v1
            kind: Service
            metadata:
              name: web-baseline
              namespace: alice
              labels: {offshoot.dev/shadow-of: web}
              annotations: {offshoot.dev/since: "2026-01-31T12:00:00Z"}
              ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: s1, controller: true}]
            spec: {clusterIP: None, selector: {app: web}, ports: [{name: http, port: 80, targetPort: web}]}
            """;
    private static final String SLICE = """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata:
              name: web-x
              namespace: alice
              labels:
                kubernetes.io/service-name: web
                endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
                app: web
              ownerReferences: [{apiVersion: v1, kind: Service, name: web, uid: s1}]
            addressType: IPv4
            ports: [{name: http, port: 8080, protocol: TCP}]
            endpoints:
            - addresses: [10.244.0.9]
              conditions: {ready: false, serving: true, terminating: true}
              nodeName: node
              zone: a
              targetRef: {kind: Pod, name: web-1, namespace: alice, uid: p1}
            - addresses: [10.244.0.10]
              targetRef: {kind: Pod, name: on-node, namespace: alice}
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web-1, namespace: alice, labels: {app: web}}
            spec: {nodeName: node, containers: [{name: web, image: web}]}
            status: {phase: Running, podIP: 10.244.0.9, podIPs: [{ip: 10.244.0.9}]}
            """;
    private static final String NODE_POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: on-node, namespace: alice}
            spec: {hostNetwork: true, containers: [{name: web, image: web}]}
            status: {phase: Running, podIP: 10.244.0.10, podIPs: [{ip: 10.244.0.10}]}
            """;

    @Test
    void trimmedObjectsMakeTheFactsOfFullOnes() {
        Facts full = facts(objects());
        assertThat(full.namespace("alice").pods()).hasSize(1);
        assertThat(full.namespace("alice").services()).hasSize(2);
        assertThat(facts(objects().stream().map(TrimmedTest::trimmed).toList())).isEqualTo(full);
    }

    @Test
    void trimmedServiceIsSmall() {
        HasMetadata trimmed = Trimmed.of(Serialization.unmarshal(SERVICE, Service.class));
        assertThat(Serialization.asJson(trimmed))
                .doesNotContain(
                        "managedFields",
                        "last-applied",
                        "clusterIPs",
                        "nodePort",
                        "192.0.2.1",
                        "\"app\":\"web\"},\"annotations");
    }

    @Test
    void emptyListOfEndpointsMayBeNull() {
        EndpointSlice slice = Serialization.unmarshal(
                "---\n{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: x}, endpoints: null}",
                EndpointSlice.class);
        assertThat(Trimmed.of(slice)).isSameAs(slice);
    }

    private static HasMetadata trimmed(HasMetadata object) {
        return object instanceof Pod pod ? KnownPods.trimmed(pod) : Trimmed.of(object);
    }

    private static Facts facts(List<HasMetadata> objects) {
        ObjectStore store = new ObjectStore(AddressPolicy.CLUSTER);
        objects.forEach(store::put);
        return store.facts(List.of());
    }

    private static List<HasMetadata> objects() {
        return List.of(
                Serialization.unmarshal(NAMESPACE, Namespace.class),
                Serialization.unmarshal(SERVICE, Service.class),
                Serialization.unmarshal(SHADOW, Service.class),
                Serialization.unmarshal(SLICE, EndpointSlice.class),
                Serialization.unmarshal(POD, Pod.class),
                Serialization.unmarshal(NODE_POD, Pod.class));
    }
}
