package dev.offshoot.clustertests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.offshoot.cli.CliMain;
import dev.offshoot.spaceapi.Tunnel;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pressing F5: what {@code offshoot ide} has written is done as the IDE does it, and a plain Java program is a child space's orders, while
 * its sibling's and the root's, under load, don't change. When the program ends, all is as before.
 */
@Installed
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaunchFilesIT {
    private static final String LAPTOP = "laptop";
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin/java").toString();

    private final Cluster cluster;
    private final KubernetesClient client;
    private final List<Process> started = new ArrayList<>();
    private LoadSpaces spaces;
    private String sibling;
    private Path folder;
    private int port;

    LaunchFilesIT(Cluster cluster, KubernetesClient client) {
        this.cluster = cluster;
        this.client = client;
    }

    @BeforeAll
    void create(@TempDir Path folder) throws IOException {
        this.folder = folder;
        spaces = LoadSpaces.create(cluster, "f5");
        sibling = "f5-bob";
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(sibling)
                        .addToLabels("offshoot.dev/parent", spaces.root())
                        .endMetadata()
                        .build())
                .create();
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.writeString(bin.resolve("offshoot"), """
                #!/bin/sh
                exec '%s' -Xmx256m -cp '%s' %s "$@"
                """.formatted(
                        JAVA, System.getProperty("java.class.path"), CliMain.class.getName()));
        Files.setPosixFilePermissions(bin.resolve("offshoot"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterAll
    void delete() {
        client.namespaces().withName(sibling).delete();
        spaces.delete();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        started.clear();
    }

    @Test
    void vsCodesTaskConnectsTheProgramAndEndsWithIt(TestInfo test) throws Exception {
        Path project = Files.createDirectories(folder.resolve("code"));
        Files.createDirectory(project.resolve(".vscode"));
        Files.writeString(project.resolve(".vscode/launch.json"), """
                {
                  // what the team has
                  "configurations": [
                    {
                      "type": "java",
                      "name": "Orders",
                      "request": "launch",
                      "mainClass": "%s",
                      "classPaths": ["%s"],
                      "vmArgs": "-Xmx64m -Dserver.port=%d",
                      "args": "%s",
                    },
                  ],
                }
                """.formatted(
                        AnsweringMain.class.getName(), classes(), port, LAPTOP));
        write("vscode", project);
        JsonNode launch =
                named(project.resolve(".vscode/launch.json"), "configurations", "name", "orders in " + spaces.child());
        JsonNode task = named(
                project.resolve(".vscode/tasks.json"),
                "tasks",
                "label",
                launch.get("preLaunchTask").textValue());

        underLoad(test, () -> {
            Process connecting = runTask(project, task);
            Process program = debug(project, launch);
            return new Pressed(program, connecting);
        });
    }

    @Test
    void intellijsScriptConnectsTheProgramAndEndsWithIt(TestInfo test) throws Exception {
        Path project = Files.createDirectories(folder.resolve("idea"));
        write("intellij", project);
        String script =
                Files.readString(project.resolve(".run/offshoot connect orders in " + spaces.child() + ".run.xml"));
        Matcher text =
                Pattern.compile("name=\"SCRIPT_TEXT\" value=\"([^\"]*)\"").matcher(script);
        assertThat(text.find()).isTrue();

        underLoad(test, () -> {
            Path output = folder.resolve("script.txt");
            Process before = start(project, output, List.of("/bin/sh", "-c", text.group(1)));
            assertThat(before.waitFor()).as(Files.readString(output)).isZero();
            Matcher background =
                    Pattern.compile("process (\\d+), output in (.*)").matcher(Files.readString(output));
            assertThat(background.find()).isTrue();
            ProcessHandle connecting =
                    ProcessHandle.of(Long.parseLong(background.group(1))).orElseThrow();
            Process program = start(
                    project,
                    folder.resolve("program.txt"),
                    List.of(
                            JAVA,
                            "-Xmx64m",
                            "-Dserver.port=" + port,
                            "-cp",
                            classes(),
                            AnsweringMain.class.getName(),
                            LAPTOP));
            return new Pressed(program, connecting);
        });
    }

    /** What the IDE has started: the program, and what connects it. */
    private record Pressed(Process program, ProcessHandle connecting) {
        Pressed(Process program, Process connecting) {
            this(program, connecting.toHandle());
        }
    }

    private interface F5 {
        Pressed press() throws Exception;
    }

    private void underLoad(TestInfo test, F5 f5) throws Exception {
        Load load = Load.start(cluster, spaces.callers(), spaces.root(), List.of("", spaces.child(), sibling));
        try (Traffic traffic = Traffic.of(client, test.getDisplayName(), spaces, load)) {
            load.expect(spaces.child(), spaces.root(), LAPTOP);
            Pressed pressed = f5.press();
            load.settle(spaces.child(), "gateway", LAPTOP);
            load.more(400);

            load.expect(spaces.child(), LAPTOP, spaces.root());
            pressed.program.destroy();
            pressed.connecting.onExit().get(60, SECONDS);
            assertThat(tunnel()).isNull();
            load.settle(spaces.child(), "direct", spaces.root());
            traffic.untilNothingIsLeft();
            assertThat(load.totals().misrouted()).as(load.totals().line()).isZero();
            assertThat(load.totals().faults())
                    .as("of those who have no part in it")
                    .allMatch(fault -> fault.contains("context " + spaces.child() + " "));
        }
        await().atMost(40, SECONDS)
                .until(() -> client.services()
                        .inNamespace(spaces.child())
                        .list()
                        .getItems()
                        .isEmpty());
        await().atMost(40, SECONDS)
                .until(() -> client.discovery()
                        .v1()
                        .endpointSlices()
                        .inNamespace(spaces.child())
                        .list()
                        .getItems()
                        .isEmpty());
    }

    private void write(String ide, Path project) {
        int written = CliMain.commandLine()
                .execute(
                        "ide",
                        ide,
                        "--service=orders:" + port,
                        "--space=" + spaces.child(),
                        "--project=" + project,
                        "--",
                        "--kubeconfig=" + cluster.kubeconfig());
        assertThat(written).isZero();
    }

    /** The process of a background task, once its matcher says that it is ready. */
    private Process runTask(Path project, JsonNode task) throws IOException {
        assertThat(task.get("type").textValue()).isEqualTo("process");
        List<String> command = new ArrayList<>(List.of(task.get("command").textValue()));
        task.get("args").forEach(argument -> command.add(argument.textValue()));
        JsonNode background = task.get("problemMatcher").get("background");
        Pattern begins = Pattern.compile(background.get("beginsPattern").textValue());
        Pattern ends = Pattern.compile(background.get("endsPattern").textValue());
        Path output = folder.resolve("task.txt");
        Process process = start(project, output, command);
        await().atMost(60, SECONDS)
                .until(() -> !process.isAlive()
                        || Files.readAllLines(output).stream()
                                .anyMatch(line -> ends.matcher(line).find()));
        assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
        assertThat(Files.readAllLines(output))
                .anyMatch(line -> begins.matcher(line).find());
        return process;
    }

    private Process debug(Path project, JsonNode launch) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA));
        command.addAll(List.of(launch.get("vmArgs").textValue().split(" ")));
        command.addAll(List.of("-cp", launch.get("classPaths").get(0).textValue()));
        command.add(launch.get("mainClass").textValue());
        command.add(launch.get("args").textValue());
        return start(project, folder.resolve("program.txt"), command);
    }

    private Process start(Path project, Path output, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/env")
                .directory(project.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        builder.command().addAll(command); // env looks in the new PATH
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static JsonNode named(Path file, String array, String key, String name) throws IOException {
        JsonNode root = JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                .build()
                .readTree(file.toFile());
        return StreamSupport.stream(root.get(array).spliterator(), false)
                .filter(one -> one.path(key).asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(root.toPrettyString()));
    }

    private static String classes() {
        return Path.of(AnsweringMain.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    private Tunnel tunnel() {
        return client.resources(Tunnel.class)
                .inNamespace(spaces.child())
                .withName("orders")
                .get();
    }
}
