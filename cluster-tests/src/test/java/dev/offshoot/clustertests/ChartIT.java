package dev.offshoot.clustertests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Helm chart, without a cluster: what Helm says of it and makes of it. */
@TestCluster
class ChartIT {
    private static final String[] OPTIONAL = {
        "Certificate offshoot-gateway",
        "ConfigMap offshoot-dashboard",
        "HTTPRoute offshoot-gateway",
        "HorizontalPodAutoscaler offshoot-gateway",
        "Ingress offshoot-gateway",
        "MutatingAdmissionPolicy offshoot-keep-key",
        "MutatingAdmissionPolicyBinding offshoot-keep-key",
        "Namespace offshoot-system",
        "PriorityClass offshoot",
        "Service offshoot-metrics",
        "ServiceMonitor offshoot"
    };

    private final Helm helm = Helm.built();

    @ParameterizedTest
    @MethodSource("dev.offshoot.clustertests.Helm#values")
    void lintFindsNothing(String values) {
        Outcome lint = helm.run("lint", "--strict", Helm.CHART, values);
        assertThat(lint.output()).contains("0 chart(s) failed").doesNotContain("[WARNING]", "[ERROR]");
        assertThat(lint.exitCode()).isZero();
    }

    @Test
    void thePlainManifestsAreWhatTheChartMakes(@TempDir Path folder) throws IOException {
        ProcessBuilder render = new ProcessBuilder(Helm.DEPLOY.resolve("render").toString(), folder.toString());
        render.redirectError(Redirect.INHERIT);
        Outcome.of(render).orThrow();
        Map<String, String> made = files(folder);
        Map<String, String> committed = new TreeMap<>();
        for (String part : ShippedObjects.FOLDERS) {
            files(Helm.DEPLOY.resolve(part)).forEach((file, text) -> committed.put(part + "/" + file, text));
        }
        assertThat(committed)
                .as("deploy/ differs from deploy/chart; refresh it with: deploy/render")
                .isEqualTo(made);
    }

    @Test
    void optionsAddTheseObjectsAndTakeNoneAway() {
        List<String> plain = names(helm.template("--no-hooks"));
        assertThat(plain).doesNotContain(OPTIONAL).doesNotHaveDuplicates();
        assertThat(names(helm.template("--no-hooks", Helm.ALL_OPTIONS)))
                .containsAll(plain)
                .contains(OPTIONAL)
                .hasSize(plain.size() + OPTIONAL.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ingress", "http-route", "certificate"})
    void eachDomainAndItsWildcardAreNamed(String exposure) {
        assertThat(helm.template(Helm.ALL_OPTIONS, "--show-only=templates/exposure/" + exposure + ".yaml"))
                .contains(
                        "[\"dev.example.com\",\"*.dev.example.com\",\"preview.example.org\",\"*.preview.example.org\"]");
    }

    /** Before Kubernetes 1.36 nothing may be asked for that the API server doesn't know. */
    @Test
    void aClusterWithoutMutatingPoliciesGetsNone() {
        String made = helm.run(
                        "template", "offshoot", Helm.CHART, "--set=policies.keepKey=true", "--kube-version=1.30.0")
                .orThrow();
        assertThat(made).contains("ValidatingAdmissionPolicy").doesNotContain("MutatingAdmissionPolicy");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            domains={}                                                       | /domains
            domains={Dev.Example.Com}                                        | /domains/0
            gateway.replicsa=3                                               | replicsa
            gateway.replicas=0                                               | /gateway/replicas
            gateway.resources.requests.memory=lots                           | /gateway/resources/requests/memory
            service.type=ExternalName                                        | /service/type
            httpRoute.enabled=true                                           | /httpRoute/parentRefs
            tls.certManager.enabled=true                                     | /tls/certManager/issuerRef/name
            image.pullPolicy=Sometimes                                       | /image/pullPolicy
            monitoring.serviceMonitor.enabled=true                           | networkPolicy.metricsFrom
            """)
    void aWrongValueIsNamed(String value, String named) {
        Outcome outcome = helm.run("template", "offshoot", Helm.CHART, "--set=" + value);
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.output().replace('.', '/')).contains(named.replace('.', '/'));
    }

    private static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                texts.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        return texts;
    }

    private static List<String> names(String text) {
        return Helm.objects(text).stream()
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .toList();
    }
}
