package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * One more space among many, which is changed in several ways, each time until every gateway answers as it is then: from before the
 * write to the end of the first answer of the last gateway.
 */
final class ScaleChanges implements AutoCloseable {
    private static final String SPACE = "scale-changes";
    private static final List<String> ADDRESSES = List.of("10.246.255.1", "10.246.255.2");
    private static final String TEAM = ScaleWorld.space(0);

    /** Its endpoints are written by the test. */
    private static final int WRITTEN = 4;

    /** Comes and goes. */
    private static final int SELECTING = 5;

    private final KubernetesClient client;
    private final List<KeptConnection> gateways;

    ScaleChanges(KubernetesClient client, ScaleWorld world, List<InetSocketAddress> gateways) {
        this.client = client;
        this.gateways = gateways.stream().map(KeptConnection::new).toList();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(SPACE)
                        .addToLabels("offshoot.dev/parent", ScaleWorld.ROOT)
                        .endMetadata()
                        .build())
                .create();
        world.pod(SPACE, "one", ADDRESSES.get(0));
        world.pod(SPACE, "two", ADDRESSES.get(1));
        client.resource(ScaleWorld.service(SPACE, ScaleWorld.service(WRITTEN), Map.of()))
                .create();
        client.resource(slice(ADDRESSES.get(1))).create();
        untilAnswered(WRITTEN, ADDRESSES.get(1));
    }

    /** @return lines with the figures, of so many changes of each kind */
    List<String> make(int rounds) {
        long[] slices = new long[rounds];
        long[] parents = new long[rounds];
        long[] created = new long[rounds];
        long[] deleted = new long[rounds];
        int teams = ScaleWorld.overrides(0)[0];
        for (int i = 0; i < rounds; i++) {
            String address = ADDRESSES.get(i % 2);
            slices[i] = micros(() -> client.resource(slice(address)).update(), WRITTEN, address);
            boolean toTeam = i % 2 == 0;
            parents[i] = micros(
                    () -> parent(toTeam ? TEAM : ScaleWorld.ROOT),
                    teams,
                    toTeam ? ScaleWorld.address(0, 0) : ScaleWorld.ROOT);
            created[i] = micros(
                    () -> client.resource(
                                    ScaleWorld.service(SPACE, ScaleWorld.service(SELECTING), Map.of("app", "one")))
                            .create(),
                    SELECTING,
                    ADDRESSES.get(0));
            deleted[i] = micros(
                    () -> client.services()
                            .inNamespace(SPACE)
                            .withName(ScaleWorld.service(SELECTING))
                            .delete(),
                    SELECTING,
                    ScaleWorld.ROOT);
        }
        List<String> lines = new ArrayList<>();
        lines.add(figures("an override's EndpointSlice written", slices));
        lines.add(figures("a space given another parent", parents));
        lines.add(figures("an override created (Kubernetes makes its EndpointSlice)", created));
        lines.add(figures("an override deleted", deleted));
        lines.add(figures(
                "any change",
                LongStream.concat(
                                LongStream.concat(Arrays.stream(slices), Arrays.stream(parents)),
                                LongStream.concat(Arrays.stream(created), Arrays.stream(deleted)))
                        .toArray()));
        return lines;
    }

    private static String figures(String what, long[] micros) {
        Arrays.sort(micros);
        return "from change to routing, %s: median %.1f ms, 99th percentile %.1f ms, worst of %d %.1f ms"
                .formatted(
                        what,
                        micros[micros.length / 2] / 1e3,
                        micros[(int) Math.ceil(micros.length * 0.99) - 1] / 1e3,
                        micros.length,
                        micros[micros.length - 1] / 1e3);
    }

    private long micros(Runnable change, int service, String answering) {
        long begin = System.nanoTime();
        change.run();
        untilAnswered(service, answering);
        return (System.nanoTime() - begin) / 1000;
    }

    private void untilAnswered(int service, String answering) {
        for (KeptConnection gateway : gateways) {
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(30, SECONDS)
                    .until(() -> gateway.get(ScaleIT.host(SPACE, service), "").startsWith("200 " + answering + " "));
        }
    }

    private void parent(String parent) {
        client.namespaces()
                .withName(SPACE)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"labels\": {\"offshoot.dev/parent\": \"" + parent + "\"}}}");
    }

    /** As Kubernetes' own controller would write it. */
    private static EndpointSlice slice(String address) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(SPACE)
                .withName("written")
                .addToLabels("kubernetes.io/service-name", ScaleWorld.service(WRITTEN))
                .addToLabels("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("http")
                .withPort(18099)
                .endPort()
                .addNewEndpoint()
                .withAddresses(address)
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(SPACE)
                .withName(address.equals(ADDRESSES.get(0)) ? "one" : "two")
                .endTargetRef()
                .endEndpoint()
                .build();
    }

    @Override
    public void close() throws IOException {
        for (KeptConnection gateway : gateways) {
            gateway.close();
        }
    }
}
