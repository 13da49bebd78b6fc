package dev.offshoot.controller.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.cluster.objects.ObjectKind;
import dev.offshoot.cluster.objects.ObjectStore;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.plan.InterceptionPlan;
import dev.offshoot.routing.plan.PlanInput;
import dev.offshoot.routing.plan.PlanSettings;
import dev.offshoot.routing.plan.Planner;
import dev.offshoot.routing.plan.PortLedger;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.snapshot.RoutingConfig;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SnapshotCompiler;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code <sentence>.in.yaml} is a cluster, its {@code .out.yaml} what becomes of its DevSpaces: the desired objects and the
 * status. {@code -Dgolden.write=true} writes the outputs anew.
 */
class SpaceGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/spaces");
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    private final ObjectStore store = new ObjectStore(AddressPolicy.CLUSTER);
    private final List<HasMetadata> objects = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    static List<String> sentences() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".in.yaml"))
                    .map(name -> name.replace(".in.yaml", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void theSpacesAreAsTheFileSays(String sentence) throws IOException {
        for (String document :
                Files.readString(FOLDER.resolve(sentence + ".in.yaml")).split("(?m)^---\n")) {
            HasMetadata object = document.contains("kind: DevSpace")
                    ? Serialization.unmarshal("---\n" + document, DevSpace.class)
                    : Serialization.unmarshal("---\n" + document);
            objects.add(object);
            if (ObjectKind.of(object.getApiVersion(), object.getKind()).isPresent()) {
                store.put(object);
            }
        }
        Facts facts = store.facts(List.of());
        Snapshot snapshot = SnapshotCompiler.compile(Snapshot.EMPTY, facts, RoutingConfig.ofDomains("dev.test"));
        InterceptionPlan plan = Planner.plan(new PlanInput(
                facts,
                snapshot,
                Set.of(),
                Set.of(),
                List.of(),
                PortLedger.EMPTY,
                NOW,
                PlanSettings.of("offshoot-system")));
        List<DevSpace> spaces = objects(DevSpace.class).toList();
        List<String> names =
                spaces.stream().map(space -> space.getMetadata().getName()).toList();
        Map<String, SpaceReport> reports = SpaceReports.of(names, snapshot, plan, OverrideFaults.of(snapshot));
        for (DevSpace space : spaces) {
            show(space, facts, snapshot, reports.get(space.getMetadata().getName()));
        }
        Path file = FOLDER.resolve(sentence + ".out.yaml");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, out);
        }
        assertThat(out.toString()).isEqualTo(Files.readString(file));
    }

    private <T extends HasMetadata> Stream<T> objects(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast);
    }

    private Namespace namespace(String name) {
        return objects(Namespace.class)
                .filter(one -> one.getMetadata().getName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private void show(DevSpace space, Facts facts, Snapshot snapshot, SpaceReport report) {
        String name = space.getMetadata().getName();
        Namespace namespace = namespace(name);
        Standing standing = Standing.of(space, namespace, "offshoot-system");
        out.append("# DevSpace ").append(name).append(": ").append(standing).append('\n');
        if (standing == Standing.ABSENT) {
            return; // it is created, and is CREATED then
        }
        NamespaceWork work = NamespaceWork.leftAlone(space, standing);
        if (standing.isManaged()) {
            String parent = space.getSpec().parent();
            String root = parent == null ? null : snapshot.rootOf(parent);
            Namespace rootNamespace = root == null ? null : namespace(root);
            NamespaceMarks marks = NamespaceMarks.of(
                    space,
                    space.getSpec(),
                    namespace,
                    standing,
                    rootNamespace == null ? Map.of() : Standing.labels(rootNamespace));
            show(marks.stand(namespace) ? "# stands as it should" : "# is applied", marks.on(namespace));
            if (standing.isCreated() && root != null) {
                RootLimits.copies(limits(root), root, name).forEach(copy -> show("# is copied", copy));
            }
            if (standing == Standing.CREATED) {
                show("# owners", OwnersBinding.of(name, space.getSpec()));
            }
            boolean written = Objects.equals(
                    facts.namespace(name).lineage(),
                    snapshot.space(name) == null || snapshot.space(name).parent() == null
                            ? null
                            : String.join(",", snapshot.space(name).lineage()));
            List<Problem> problems = marks.conflicts();
            work = NamespaceWork.done(
                    standing,
                    problems,
                    standing == Standing.CREATED ? namespace.getMetadata().getUid() : null,
                    written);
        }
        DevSpace shown = new DevSpace();
        shown.getMetadata().setName(name);
        shown.setStatus(SpaceStatus.of(space, report, work, unaware(name, report), NOW));
        show("# status", shown);
    }

    private List<String> unaware(String namespace, SpaceReport report) {
        return report.space() == null
                ? List.of()
                : ShortNames.unaware(
                        objects(Pod.class)
                                .filter(pod -> pod.getMetadata().getNamespace().equals(namespace))
                                .toList(),
                        report.space().lineage());
    }

    private List<HasMetadata> limits(String namespace) {
        return objects.stream()
                .filter(one -> namespace.equals(one.getMetadata().getNamespace()))
                .filter(one ->
                        Set.of("ResourceQuota", "LimitRange", "NetworkPolicy").contains(one.getKind()))
                .toList();
    }

    private void show(String comment, HasMetadata object) {
        out.append(comment).append('\n');
        out.append(object == null ? "---\nnone\n" : Serialization.asYaml(object));
    }
}
