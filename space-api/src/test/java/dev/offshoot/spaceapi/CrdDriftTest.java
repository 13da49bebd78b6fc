package dev.offshoot.spaceapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed CRDs are those that the classes say. */
class CrdDriftTest {
    private static final String REFRESH =
            "./mvnw -q test -pl space-api -am -Dtest=CrdDriftTest -Dsurefire.failIfNoSpecifiedTests=false -Dcrds.refresh=true && deploy/render";

    @ParameterizedTest
    @ValueSource(strings = {"devspaces.offshoot.dev", "tunnels.offshoot.dev"})
    void committedCrdIsTheGeneratedOne(String name) throws IOException {
        Path generated = Path.of("target/crds", name + "-v1.yml");
        Path committed = Path.of("../deploy/chart/files/crds", name + ".yaml");
        if (Boolean.getBoolean("crds.refresh")) {
            Files.writeString(committed, Files.readString(generated));
        }
        assertThat(committed)
                .as("deploy/chart/files/crds/%s.yaml differs from the classes; refresh it with: %s", name, REFRESH)
                .hasSameTextualContentAs(generated);
    }
}
