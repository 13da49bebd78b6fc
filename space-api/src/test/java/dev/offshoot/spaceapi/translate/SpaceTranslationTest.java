package dev.offshoot.spaceapi.translate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.facts.Fallback;
import dev.offshoot.routing.facts.Intercept;
import dev.offshoot.routing.facts.NamespaceFacts;
import dev.offshoot.routing.facts.SpaceFact;
import dev.offshoot.routing.problem.Problem;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpaceTranslationTest {
    @Test
    void namespaceWithoutMarksIsNoSpace() {
        assertThat(translate(Map.of(), Map.of()).space()).isNull();
    }

    @Test
    void rootLabelMakesARootSpaceWithDefaults() {
        assertThat(translate(Map.of("offshoot.dev/root", "true"), Map.of()).space())
                .isEqualTo(new SpaceFact("alice", true, null, List.of(), Fallback.MISSING, Intercept.ON_DEMAND));
    }

    @Test
    void everyMarkOfAChildSpaceIsRead() {
        NamespaceFacts facts = translate(
                Map.of("offshoot.dev/parent", "team-a"),
                Map.of(
                        "offshoot.dev/joins", " bob, carol ,,bob",
                        "offshoot.dev/fallback", "Unready",
                        "offshoot.dev/intercept", "Never"));
        assertThat(facts.space())
                .isEqualTo(new SpaceFact(
                        "alice", false, "team-a", List.of("bob", "carol"), Fallback.UNREADY, Intercept.NEVER));
        assertThat(facts.problems()).isEmpty();
    }

    @Test
    void rootWithParentIsKeptForTheCompilerToJudge() {
        NamespaceFacts facts = translate(Map.of("offshoot.dev/root", "true", "offshoot.dev/parent", "shop"), Map.of());
        assertThat(facts.space())
                .isEqualTo(new SpaceFact("alice", true, "shop", List.of(), Fallback.MISSING, Intercept.ON_DEMAND));
    }

    @Test
    void selfIsNoJoin() {
        NamespaceFacts facts =
                translate(Map.of("offshoot.dev/parent", "shop"), Map.of("offshoot.dev/joins", "bob,alice"));
        assertThat(facts.space()).extracting(SpaceFact::joins).isEqualTo(List.of("bob"));
        assertThat(texts(facts))
                .containsExactly("Namespace alice: offshoot.dev/joins is \"alice\", expected other spaces;"
                        + " a space doesn't join itself, so this is ignored [bad-value]");
    }

    @ParameterizedTest
    @CsvSource({"false", "True", "yes", "''"})
    void rootLabelWithAnotherValueMakesNoRoot(String value) {
        NamespaceFacts facts = translate(Map.of("offshoot.dev/root", value), Map.of());
        assertThat(facts.space()).isNull();
        assertThat(texts(facts))
                .containsExactly("Namespace alice: offshoot.dev/root is \"" + value
                        + "\", expected \"true\"; this is no root space [bad-value]");
    }

    @Test
    void emptyParentMakesNoChild() {
        NamespaceFacts facts = translate(Map.of("offshoot.dev/parent", ""), Map.of());
        assertThat(facts.space()).isNull();
        assertThat(texts(facts))
                .containsExactly("Namespace alice: offshoot.dev/parent is \"\", expected a namespace's name;"
                        + " this is no child space [bad-value]");
    }

    @ParameterizedTest
    @CsvSource({
        "offshoot.dev/fallback, missing, Missing or Unready",
        "offshoot.dev/fallback, '', Missing or Unready",
        "offshoot.dev/intercept, on-demand, Always or Never or OnDemand",
    })
    void annotationWithAnotherValueIsIgnored(String key, String value, String expected) {
        NamespaceFacts facts = translate(Map.of("offshoot.dev/parent", "shop"), Map.of(key, value));
        assertThat(facts.space())
                .isEqualTo(new SpaceFact("alice", false, "shop", List.of(), Fallback.MISSING, Intercept.ON_DEMAND));
        assertThat(texts(facts))
                .containsExactly("Namespace alice: " + key + " is \"" + value + "\", expected " + expected
                        + "; it is ignored [bad-value]");
    }

    @Test
    void markInTheWrongPlaceIsSaidToBeThere() {
        NamespaceFacts facts = translate(Map.of("offshoot.dev/joins", "bob"), Map.of("offshoot.dev/parent", "shop"));
        assertThat(facts.space()).isNull();
        assertThat(texts(facts))
                .containsExactly(
                        "Namespace alice: offshoot.dev/joins is a label, expected an annotation; it is ignored [bad-value]",
                        "Namespace alice: offshoot.dev/parent is an annotation, expected a label; it is ignored [bad-value]");
    }

    @Test
    void namespaceWithAnImpossibleNameIsLeftOut() {
        NamespaceFacts facts = new Translator(AddressPolicy.FILES)
                .translate(new NamespaceObjects(
                        "Alice",
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("Alice")
                                .addToLabels("offshoot.dev/root", "true")
                                .endMetadata()
                                .build(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
        assertThat(facts.space()).isNull();
        assertThat(texts(facts))
                .containsExactly("Namespace Alice: metadata.name is \"Alice\", expected a DNS label;"
                        + " the object is left out [malformed-object]");
    }

    private static NamespaceFacts translate(Map<String, String> labels, Map<String, String> annotations) {
        return new Translator(AddressPolicy.CLUSTER)
                .translate(new NamespaceObjects(
                        "alice",
                        new NamespaceBuilder()
                                .withNewMetadata()
                                .withName("alice")
                                .withLabels(labels)
                                .withAnnotations(annotations)
                                .endMetadata()
                                .build(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    private static List<String> texts(NamespaceFacts facts) {
        return facts.problems().stream().map(Problem::toString).toList();
    }
}
