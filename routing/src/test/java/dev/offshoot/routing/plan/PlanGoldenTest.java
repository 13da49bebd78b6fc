package dev.offshoot.routing.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code <sentence>.in.txt} is an input as {@link PlanText} reads it, its {@code .out.txt} the plan. {@code -Dgolden.write=true}
 * writes the outputs anew.
 */
class PlanGoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/plan");

    static List<String> sentences() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".in.txt"))
                    .map(name -> name.replace(".in.txt", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sentences")
    void thePlanIsAsTheFileSays(String sentence) throws IOException {
        String input = Files.readString(FOLDER.resolve(sentence + ".in.txt"));
        StringBuilder plans = new StringBuilder();
        for (String one : input.split("(?m)^====.*\n")) {
            if (!one.isBlank()) {
                plans.append("====\n").append(PlanText.shown(Planner.plan(PlanText.read(one))));
            }
        }
        Path out = FOLDER.resolve(sentence + ".out.txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(out, plans);
        }
        assertThat(plans.toString()).isEqualTo(Files.readString(out));
    }
}
