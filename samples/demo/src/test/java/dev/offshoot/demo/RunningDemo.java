package dev.offshoot.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The demo as {@code ./offshoot demo} starts it: a JVM of its own, here on free ports. */
final class RunningDemo implements AutoCloseable {
    static {
        // So that a request can name any host and still go to 127.0.0.1, whatever this machine resolves.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();

    final Process process;
    final List<String> said = new ArrayList<>();
    private final CompletableFuture<String> saidLater = new CompletableFuture<>();
    final int port;
    final int managementPort;
    final Path folder;

    private RunningDemo(Process process) throws IOException {
        this.process = process;
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        while (line != null && !line.startsWith("Stop with Ctrl-C")) {
            said.add(line);
            line = out.readLine();
        }
        assertThat(line).as(String.join("\n", said)).isNotNull();
        port = Integer.parseInt(find("http://shop\\.localhost:(\\d+)/"));
        managementPort = Integer.parseInt(find("http://localhost:(\\d+)/api/explain"));
        folder = Path.of(find("The objects are in (.+); edits"));
        Thread.ofVirtual().start(() -> drain(out));
    }

    static RunningDemo start() throws IOException {
        return new RunningDemo(new ProcessBuilder(command("--port", "0", "--management-port", "0"))
                .redirectErrorStream(true)
                .start());
    }

    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Demo.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    HttpRequest.Builder request(String host, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Host", host + ":" + port);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** An order of one mug. */
    JsonNode order(String host, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(host, "/api/orders")
                .POST(HttpRequest.BodyPublishers.ofString("{\"product\":\"mug\",\"quantity\":1}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body());
    }

    /** {@code web@default[orders@alice[catalog@team-a]]}. */
    static String tree(JsonNode served) {
        List<String> calls =
                served.path("calls").valueStream().map(RunningDemo::tree).toList();
        return served.path("service").asString() + "@"
                + served.path("namespace").asString() + (calls.isEmpty() ? "" : "[" + String.join(" ", calls) + "]");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** All that it said after its start, once it has ended. */
    String saidLater() {
        return saidLater.join();
    }

    /** A full pipe would stop the demo. */
    private void drain(BufferedReader out) {
        StringWriter rest = new StringWriter();
        try {
            out.transferTo(rest);
            saidLater.complete(rest.toString());
        } catch (IOException failed) {
            saidLater.completeExceptionally(failed);
        }
    }

    private String find(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(String.join("\n", said));
        assertThat(matcher.find()).as(pattern + " in " + said).isTrue();
        return matcher.group(1);
    }
}
