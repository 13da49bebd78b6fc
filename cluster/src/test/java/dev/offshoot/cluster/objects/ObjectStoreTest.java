package dev.offshoot.cluster.objects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.DevSpaceFact;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.translate.AddressPolicy;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoreTest {
    private final ObjectStore store = new ObjectStore(AddressPolicy.CLUSTER);

    @Test
    void nothingChangedGivesTheSameFacts() {
        store.put(namespace("a", "true"));
        Facts before = store.facts(List.of());
        store.put(namespace("a", "true"));
        assertThat(store.facts(List.of())).isSameAs(before);
    }

    @Test
    void onlyTheTouchedNamespaceIsTranslatedAgain() {
        store.put(namespace("a", "true"));
        store.put(namespace("b", "true"));
        Facts before = store.facts(List.of());
        store.put(service("b", "web", 80));
        Facts after = store.facts(List.of());
        assertThat(after.namespace("a")).isSameAs(before.namespace("a"));
        assertThat(after.namespace("b").services()).hasSize(1);
        assertThat(before.namespace("b").services()).isEmpty();
    }

    @Test
    void changeThatNoFactIsMadeOfKeepsTheFacts() {
        store.put(namespace("a", "true"));
        Facts before = store.facts(List.of());
        Namespace relabelled = namespace("a", "true");
        relabelled.getMetadata().getLabels().put("team", "blue");
        store.put(relabelled);
        assertThat(store.facts(List.of())).isSameAs(before);
    }

    @Test
    void namespaceGoesWithItsLastObject() {
        store.put(namespace("a", "true"));
        store.put(service("a", "web", 80));
        store.remove(ObjectKey.of(namespace("a", "true")));
        assertThat(store.facts(List.of()).namespace("a"))
                .extracting(NamespaceFacts::space)
                .isNull();
        store.remove(ObjectKey.of(service("a", "web", 80)));
        assertThat(store.facts(List.of())).isEqualTo(Facts.EMPTY);
    }

    @Test
    void problemsOfDevSpacesAndOfTheSourceStandTogether() {
        DevSpace devSpace = new DevSpace();
        devSpace.setMetadata(new ObjectMetaBuilder().withName("a--b").build());
        store.put(devSpace);
        Problem file = new Problem(ProblemCode.UNREADABLE_FILE, new ObjectRef("File", "", "x.yaml"), "is no YAML");
        assertThat(store.facts(List.of(file)).problems())
                .extracting(Problem::code)
                .containsExactly(ProblemCode.MALFORMED_OBJECT, ProblemCode.UNREADABLE_FILE);
        store.remove(ObjectKey.of(devSpace));
        assertThat(store.facts(List.of()).problems()).isEmpty();
    }

    @Test
    void aDevSpaceIsAFactOfTheNamespaceOfItsNameAlsoWithoutOne() {
        DevSpace devSpace = new DevSpace();
        devSpace.setMetadata(new ObjectMetaBuilder()
                .withName("a")
                .withUid("d1")
                .withGeneration(2L)
                .build());
        store.put(devSpace);
        assertThat(store.facts(List.of()).namespace("a").devSpace()).isEqualTo(new DevSpaceFact("d1", 2, false));
        store.put(namespace("a", "true"));
        store.retain(ObjectKind.DEV_SPACE, Set.of());
        assertThat(store.facts(List.of()).namespace("a")).satisfies(facts -> {
            assertThat(facts.devSpace()).isNull();
            assertThat(facts.space()).isNotNull();
        });
    }

    @Test
    void aWrittenLineageIsAFactThatRoutesNothing() {
        store.put(namespace("a", "true"));
        NamespaceFacts before = store.facts(List.of()).namespace("a");
        Namespace annotated = namespace("a", "true");
        annotated.getMetadata().setAnnotations(Map.of("offshoot.dev/lineage", "a,b"));
        store.put(annotated);
        NamespaceFacts after = store.facts(List.of()).namespace("a");
        assertThat(after.lineage()).isEqualTo("a,b");
        assertThat(after).isNotEqualTo(before);
        assertThat(after.routesAs(before)).isTrue();
    }

    /** Whatever way a state was reached, its facts are those of a store that was given it at once. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void factsDependOnTheObjectsAlone(long seed) {
        Random random = new Random(seed);
        Map<ObjectKey, HasMetadata> model = new HashMap<>();
        for (int step = 0; step < 300; step++) {
            String name = "n" + random.nextInt(4);
            HasMetadata object = random.nextBoolean()
                    ? namespace(name, random.nextBoolean() ? "true" : "no")
                    : service(name, "s" + random.nextInt(3), 80 + random.nextInt(2));
            if (random.nextInt(3) == 0) {
                model.remove(ObjectKey.of(object));
                store.remove(ObjectKey.of(object));
            } else {
                model.put(ObjectKey.of(object), object);
                store.put(object);
            }
            if (random.nextInt(4) == 0) {
                ObjectStore fresh = new ObjectStore(AddressPolicy.CLUSTER);
                new ArrayList<>(model.values()).forEach(fresh::put);
                assertThat(store.facts(List.of()))
                        .as("seed %d step %d", seed, step)
                        .isEqualTo(fresh.facts(List.of()));
            }
        }
    }

    private static Namespace namespace(String name, String root) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("offshoot.dev/root", root)
                .endMetadata()
                .build();
    }

    private static Service service(String namespace, String name, int port) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(port)
                .endPort()
                .endSpec()
                .build();
    }
}
