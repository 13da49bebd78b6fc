package dev.offshoot.clustertests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.io.TempDir;

/** What Trivy's checks of Kubernetes objects find in what we ship: the exceptions, each with its reason, and nothing else. */
@TestCluster
@EnabledOnOs(architectures = "amd64")
class TrivyIT {
    private static final Path JUDGES = Cluster.scripts().resolve("../judges").normalize();

    @Test
    void itFindsTheExceptionsAndNothingElse(@TempDir Path folder) throws IOException {
        String plain = new ShippedObjects("").text(Installation.NAMESPACE);
        String all = new ShippedObjects(Helm.ALL_OPTIONS).text(Installation.NAMESPACE);
        Files.writeString(folder.resolve("plain.yaml"), plain);
        Files.writeString(folder.resolve("all.yaml"), all);
        // Its checks are in the program: without them it would find nothing in anything.
        Files.writeString(
                folder.resolve("unsafe.yaml"), plain.replace("allowPrivilegeEscalation: false", "privileged: true"));

        Map<String, Set<String>> found = check(folder);
        Set<String> exceptions = exceptions();
        assertThat(found.get("unsafe.yaml")).contains("KSV017").hasSizeGreaterThan(exceptions.size());
        assertThat(exceptions).containsAll(found.get("plain.yaml"));
        assertThat(found.get("all.yaml"))
                .as("each exception is needed, and no other")
                .isEqualTo(exceptions);
    }

    /** Names of the checks that failed, by file. */
    private static Map<String, Set<String>> check(Path folder) {
        ProcessBuilder fetch = new ProcessBuilder(JUDGES.resolve("trivy").toString());
        fetch.redirectError(Redirect.INHERIT);
        String trivy = Outcome.of(fetch).orThrow().strip();
        String report = Outcome.of(new ProcessBuilder(
                        trivy, "config", "--quiet", "--skip-policy-update", "--format=json", folder.toString()))
                .orThrow();
        Map<String, Set<String>> found = new HashMap<>();
        for (JsonNode file : Serialization.unmarshal(report, JsonNode.class).path("Results")) {
            found.put(file.path("Target").asText(), new TreeSet<>(file.findValuesAsText("ID")));
        }
        return found;
    }

    private static Set<String> exceptions() throws IOException {
        return Files.readAllLines(JUDGES.resolve("exceptions.trivyignore")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
