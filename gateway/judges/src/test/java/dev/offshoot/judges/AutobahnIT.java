package dev.offshoot.judges;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Autobahn's fuzzing client (groups 1 to 7 and 10) against a WebSocket server, directly and through the gateway. */
@Timeout(900)
class AutobahnIT {
    private static final List<String> GROUPS = List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*");

    @Test
    void noCaseIsWorseThroughTheGatewayThanDirectly() throws Exception {
        try (EchoServer server = new EchoServer();
                GatewayProcess gateway = GatewayProcess.before(server.port(), "kubernetes.io/ws")) {
            Map<String, String> direct = run("directly", server.port());
            Map<String, String> url = run("through the URL listener", gateway.urlPort());
            Map<String, String> intercepted = run("through an interception listener", gateway.interceptionPort());

            assertThat(direct).hasSize(247);
            assertThat(worse(direct, url)).as("worse through the URL listener").isEmpty();
            assertThat(worse(direct, intercepted))
                    .as("worse through an interception listener")
                    .isEmpty();
        }
    }

    private static Map<String, String> worse(Map<String, String> direct, Map<String, String> through) {
        Map<String, String> worse = new TreeMap<>();
        direct.forEach((name, result) -> {
            String other = through.getOrDefault(name, "MISSING MISSING");
            if (!other.equals(result) && !other.equals("OK OK")) {
                worse.put(name, "directly " + result + ", through the gateway " + other);
            }
        });
        return worse;
    }

    private static Map<String, String> run(String way, int port) throws IOException {
        Process run = Judge.java(
                        AutobahnRun.class,
                        Stream.concat(Stream.of("ws://localhost:" + port), GROUPS.stream())
                                .toList())
                .redirectErrorStream(true)
                .start();
        List<String> said = run.inputReader(StandardCharsets.UTF_8).lines().toList();
        Map<String, String> results = new TreeMap<>();
        for (String line : said) {
            if (line.startsWith(AutobahnRun.MARK)) {
                String[] words = line.split(" ");
                results.put(words[1], words[2] + " " + words[3]);
            }
        }
        assertThat(results)
                .as(() -> "Autobahn said: " + String.join("\n", said))
                .isNotEmpty();
        Map<String, Long> counts = results.values().stream()
                .collect(Collectors.groupingBy(result -> result, TreeMap::new, Collectors.counting()));
        Judge.say("Autobahn " + way + ": " + results.size() + " cases, " + counts);
        return results;
    }
}
