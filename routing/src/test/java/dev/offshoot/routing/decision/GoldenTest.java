package dev.offshoot.routing.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.offshoot.routing.context.SeenTraces;
import dev.offshoot.routing.facts.Facts;
import dev.offshoot.routing.fixtures.ClusterText;
import dev.offshoot.routing.fixtures.Request;
import dev.offshoot.routing.fixtures.Shop;
import dev.offshoot.routing.snapshot.Listener;
import dev.offshoot.routing.snapshot.Snapshot;
import dev.offshoot.routing.snapshot.SpaceView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each {@code <sentence>.in.txt} is a cluster, a line {@code ---} and requests ({@code get HOST} at a URL listener, {@code call
 * PORT HOST} at an interception listener, either with {@code header:value} and {@code from=ADDRESS}); its {@code .out.txt} is what
 * the snapshot shows and how each request is explained. {@code -Dgolden.write=true} writes the outputs anew.
 */
class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");

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
    void theSnapshotAndItsExplanationsAreAsTheFileSays(String sentence) throws IOException {
        String rendered = rendered(Files.readString(FOLDER.resolve(sentence + ".in.txt")));
        Path out = FOLDER.resolve(sentence + ".out.txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(out, rendered);
        }
        assertThat(rendered).isEqualTo(Files.readString(out));
    }

    private static String rendered(String input) {
        String[] parts = input.split("(?m)^---$");
        Facts facts = ClusterText.facts(parts[0]);
        Snapshot snapshot = Shop.compile(facts);
        StringBuilder out = new StringBuilder();
        snapshot.spaces().forEach(space -> out.append(shown(space)));
        snapshot.hosts()
                .forEach(host -> out.append("host ")
                        .append(host.host())
                        .append(": ")
                        .append(host.service())
                        .append(" of ")
                        .append(host.spaces().stream().sorted().toList())
                        .append('\n'));
        snapshot.listeners()
                .forEach(one -> out.append("listener ")
                        .append(one.port())
                        .append(": ")
                        .append(one.called().service())
                        .append(":")
                        .append(one.called().portName())
                        .append(' ')
                        .append(one.called().endpoints())
                        .append('\n'));
        snapshot.problems()
                .forEach(problem -> out.append("problem ").append(problem).append('\n'));
        if (parts.length > 1) {
            parts[1].lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> out.append('\n')
                            .append(line)
                            .append('\n')
                            .append(answer(snapshot, line))
                            .append('\n'));
        }
        return out.toString();
    }

    private static String shown(SpaceView space) {
        String place = space.broken() == null ? String.join(" > ", space.lineage()) : "broken: " + space.broken();
        return "space " + space.name() + ": " + place
                + (space.overrides().isEmpty() ? "" : "; overrides " + space.overrides()) + "\n";
    }

    private static String answer(Snapshot snapshot, String line) {
        List<String> words = List.of(line.trim().split("\\s+"));
        boolean url = words.getFirst().equals("get");
        Request request = Request.to(words.get(url ? 1 : 2));
        for (String word : words.subList(url ? 2 : 3, words.size())) {
            request = word.startsWith("from=")
                    ? request.from(word.substring(5))
                    : request.with(word.split(":", 2)[0], word.split(":", 2)[1]);
        }
        Arrival arrival = new Arrival.Url(true);
        if (!url) {
            Listener listener = snapshot.listener(Integer.parseInt(words.get(1)));
            if (listener == null) {
                return "no listener";
            }
            arrival = new Arrival.Intercepted(listener);
        }
        Routing routing = Router.route(snapshot, arrival, request, SeenTraces.NONE);
        Explanation explanation = Explainer.explain(snapshot, arrival, request, SeenTraces.NONE, routing);
        return explanation.line();
    }
}
