package dev.offshoot.routing.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.fixtures.ClusterText;
import dev.offshoot.routing.fixtures.Shop;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineageTest {
    /** Spaces as {@code name<parent+join+join}, a root without parent. */
    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource({
        "default, default, default",
        "default alice<default, alice, alice default",
        "default team-a<default alice<team-a, alice, alice team-a default",
        // The worked example of the definition.
        "default team-a<default alice<team-a bob<default joint<default+alice+bob, joint, joint alice team-a bob default",
        // The order of joins is the order of lookup.
        "default team-a<default alice<team-a bob<default joint<default+bob+alice, joint, joint bob alice team-a default",
        // Joins of a joined space don't count.
        "default alice<default bob<default+alice joint<default+bob, joint, joint bob default",
        // Joins of ancestors do, behind the ancestor.
        "default alice<default team-a<default+alice bob<team-a, bob, bob team-a alice default",
        // A joined ancestor stays where it stands last.
        "default team-a<default alice<team-a+default+team-a, alice, alice team-a default",
        // Two that join each other are no cycle.
        "default alice<default+bob bob<default+alice, alice, alice bob default",
        // A space that joins itself or a descendant stays first.
        "default alice<default+alice, alice, alice default",
        "default team-a<default+alice alice<team-a, team-a, team-a alice default",
        // Seen from the descendant, its own place is first and the ancestor keeps its last.
        "default team-a<default+alice alice<team-a, alice, alice team-a default",
        // A root may join; a space may join another root's.
        "default+shared shared<staging staging, default, default shared staging",
        "default staging sam<staging alice<default+sam, alice, alice sam staging default",
    })
    void aLineageIsTheChainOfParentsWithTheirJoins(String spaces, String space, String lineage) {
        StringBuilder text = new StringBuilder();
        for (String one : spaces.split(" ")) {
            String[] joins = one.split("\\+", 2);
            String[] name = joins[0].split("<");
            text.append("space ").append(name[0]).append(name.length == 1 ? " root" : " parent=" + name[1]);
            text.append(joins.length == 1 ? "\n" : " joins=" + joins[1].replace('+', ',') + "\n");
        }
        Snapshot snapshot = Shop.compile(ClusterText.facts(text.toString()));
        assertThat(snapshot.problems()).isEmpty();
        assertThat(Objects.requireNonNull(snapshot.space(space)).lineage()).containsExactly(lineage.split(" "));
    }

    @Test
    void theRootIsTheEndOfTheParentChainWhateverIsJoined() {
        Snapshot snapshot = Shop.compile(ClusterText.facts("""
                space default root joins=sam
                space staging root
                space sam parent=staging
                space alice parent=default joins=sam
                """));
        assertThat(snapshot.rootOf("alice")).isEqualTo("default");
        assertThat(snapshot.rootOf("default")).isEqualTo("default");
        assertThat(snapshot.rootOf("sam")).isEqualTo("staging");
        assertThat(snapshot.rootOf("nobody")).isNull();
    }
}
