package dev.offshoot.routing.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestNamesTest {
    @ParameterizedTest(name = "{0} of {1} -> {2}")
    @CsvSource(
            nullValues = "-",
            value = {
                "alcie, alice bob carol, alice",
                "alic, alice bob, alice",
                "alicee, alice bob, alice",
                "elice, alice bob, alice",
                "bab, alice bob, bob",
                "zzzzzz, alice bob, -",
                "team, team-a team-b alice, team-a team-b",
                "orders, odrers order orders2, odrers order orders2",
                "x, y z, y z",
            })
    void namesOneSlipAwayAreFound(String unknown, String known, String nearest) {
        List<String> expected = nearest == null ? List.of() : List.of(nearest.split(" "));
        assertThat(NearestNames.of(unknown, List.of(known.split(" ")))).isEqualTo(expected);
    }

    @Test
    void atMostFiveAreNamedAndAlwaysTheSame() {
        List<String> known =
                IntStream.range(0, 1000).mapToObj(i -> "space-" + i).toList();
        assertThat(NearestNames.of("space-x", known))
                .containsExactly("space-0", "space-1", "space-2", "space-3", "space-4");
    }

    @Test
    void nearerNamesPushOutFartherOnesWhereverTheyStand() {
        List<String> known =
                List.of("aaabbb1", "aaabbb2", "aaabbb3", "aaabbb4", "aaabbb5", "aaaaaab", "aaaaaaa", "aaaaaac");
        assertThat(NearestNames.of("aaaaaax", known)).containsExactly("aaaaaab", "aaaaaaa", "aaaaaac");
        List<String> two = List.of("aaaa11", "aaaa22", "aaaa33", "aaaa44", "aaaa55", "aaaa66", "aaaaa1", "aaaaa2");
        assertThat(NearestNames.of("aaaaax", two)).containsExactly("aaaaa1", "aaaaa2", "aaaa11", "aaaa22", "aaaa33");
    }

    /** The distance counted in full, without leaving cells out. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void theBandedDistanceIsTheWholeOneWhereItCounts(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            String a = word(random);
            String b = word(random);
            int farthest = Math.min(3, Math.max(1, a.length() / 3));
            boolean begins = Math.min(a.length(), b.length()) >= 3 && (a.startsWith(b) || b.startsWith(a));
            boolean near = begins || whole(a, b) <= farthest;
            assertThat(NearestNames.of(a, List.of(b)))
                    .as("seed %s: %s, %s", seed, a, b)
                    .isEqualTo(near ? List.of(b) : List.of());
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int n = random.nextInt(12); n >= 0; n--) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    private static int whole(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        Arrays.setAll(d[0], j -> j);
        for (int i = 1; i <= a.length(); i++) {
            d[i][0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
