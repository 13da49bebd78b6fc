package dev.offshoot.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.cluster.files.YamlSource;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedShopIT {
    /**
     * <pre>
     * default ── team-a ── alice
     *         ── bob
     *         ── joint (joins alice, bob)
     * </pre>
     */
    @Test
    void itsObjectsCompileWithoutAProblem(@TempDir Path folder) throws Exception {
        List<Manifest> manifests = Manifest.all();
        try (Ports ports = new Ports();
                EmbeddedShop shop = new EmbeddedShop(manifests, ports)) {
            Invitation invitation = new Invitation(manifests, 8080, 8081);
            shop.start(invitation.url("default"), invitation.links());
            shop.writeTo(new ObjectFolder(folder, true));
            try (YamlSource objects = YamlSource.load(List.of(folder))) {
                Snapshot snapshot = SnapshotCompiler.compile(
                        Snapshot.EMPTY, objects.loaded().facts(), RoutingConfig.ofDomains("localhost"));

                assertThat(snapshot.problems()).isEmpty();
                assertThat(snapshot.spaceNames()).containsExactly("alice", "bob", "default", "joint", "team-a");
                assertThat(snapshot.listeners()).hasSize(5);
                assertThat(snapshot.routes("joint").stream()
                                .map(route -> route.answering().toString())
                                .toList())
                        .contains("alice/orders", "bob/payments", "team-a/catalog", "default/web");
            }
        }
    }
}
