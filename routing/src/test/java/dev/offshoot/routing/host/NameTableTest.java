package dev.offshoot.routing.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NameTableTest {
    @Test
    void aNameIsFoundInTheMiddleOfATextAndInWhateverCase() {
        NameTable<Integer> table = NameTable.of(Map.of("alice", 1, "alice-2", 2, "ab", 3));

        assertThat(table.get("xALice-2.s.shop", 1, 6)).isEqualTo(1);
        assertThat(table.get("xALice-2.s.shop", 1, 8)).isEqualTo(2);
        assertThat(table.name("ALICE", 0, 5)).isEqualTo("alice");
    }

    @Test
    void whatIsNoNameIsNotFoundThoughItsCharactersStandSideBySide() {
        NameTable<Integer> table = NameTable.of(Map.of("ab", 1, "cd", 2));

        assertThat(table.get("abcd")).isNull();
        assertThat(table.get("bc")).isNull();
        assertThat(table.get("")).isNull();
        assertThat(table.get("@b"))
                .as("a character that only shares bits with a letter")
                .isNull();
        assertThat(NameTable.of(Map.of()).get("ab")).isNull();
    }

    @Test
    void itAnswersAsAMapOfAnySizeDoes() {
        long seed = 20261124;
        Random random = new Random(seed);
        for (int size = 1; size <= 600; size = size * 3 / 2 + 1) {
            Map<String, Integer> map = new HashMap<>();
            for (int i = 0; i < size; i++) {
                map.put("n" + Integer.toString(random.nextInt(5 * size), 7), i);
            }
            NameTable<Integer> table = NameTable.of(map);
            for (int i = 0; i < 5 * size; i++) {
                String name = "n" + Integer.toString(i, 7);
                assertThat(table.get(name))
                        .as("%s of %s, seed %s", name, size, seed)
                        .isEqualTo(map.get(name));
            }
        }
    }
}
