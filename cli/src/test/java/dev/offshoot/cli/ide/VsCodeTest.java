package dev.offshoot.cli.ide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VsCodeTest {
    private static final String LAUNCH = """
            // Press F5.
            {
              "version": "0.2.0",
              "configurations": [
                {
                  "type": "java", // with the debugger
                  "name": "Orders",
                  "request": "launch",
                  "mainClass": "shop.Orders",
                  "vmArgs": "-Dserver.port=9091",
                }, // and
                { "type": "python", "name": "Report", "request": "launch", "preLaunchTask": "build" },
                // more to come
              ],
            }
            """;

    @TempDir
    Path project;

    @Test
    void aCopyOfTheConfigurationConnectsFirst() throws IOException {
        launch(LAUNCH);
        run(null, "orders");
        assertThat(read("launch.json")).isEqualTo("""
                // Press F5.
                {
                  "version": "0.2.0",
                  "configurations": [
                    {
                      "type": "java", // with the debugger
                      "name": "Orders",
                      "request": "launch",
                      "mainClass": "shop.Orders",
                      "vmArgs": "-Dserver.port=9091",
                    }, // and
                    { "type": "python", "name": "Report", "request": "launch", "preLaunchTask": "build" },
                    // more to come
                    {
                      "type": "java", // with the debugger
                      "name": "orders in alice",
                      "request": "launch",
                      "mainClass": "shop.Orders",
                      "vmArgs": "-Dserver.port=9091",
                      "preLaunchTask": "offshoot connect orders in alice",
                    },
                  ],
                }
                """);
        assertThat(read("tasks.json")).isEqualTo("""
                {
                    "version": "2.0.0",
                    "tasks": [
                        {
                            "label": "offshoot connect orders in alice",
                            "type": "process",
                            "command": "offshoot",
                            "args": [
                                "connect",
                                "orders",
                                "--space",
                                "alice",
                                "--port",
                                "9091",
                                "--patient",
                                "--until-closed"
                            ],
                            "isBackground": true,
                            "problemMatcher": {
                                "owner": "offshoot",
                                "pattern": {
                                    "regexp": "^\\\\b$"
                                },
                                "background": {
                                    "activeOnStart": true,
                                    "beginsPattern": "^connecting ",
                                    "endsPattern": "^connected through "
                                }
                            }
                        }
                    ]
                }
                """);
    }

    @Test
    void anotherRunChangesNothing() throws IOException {
        launch(LAUNCH);
        run(null, "orders", "report:5000");
        assertThat(run(null, "orders", "report:5000").changes()).noneMatch(FileChange::differs);
    }

    @Test
    void whatRanBeforeStillDoes() throws IOException {
        launch(LAUNCH);
        run(null, "report:5000");
        run(null, "report:5001");
        assertThat(read("launch.json"))
                .containsOnlyOnce("\"name\": \"report in alice\"")
                .contains("\"preLaunchTask\": \"build\" },");
        assertThat(read("tasks.json"))
                .containsOnlyOnce("offshoot connect report in alice")
                .contains("\"5001\"")
                .doesNotContain("\"5000\"")
                .containsPattern("\"dependsOn\": \\[\\s+\"build\"\\s+]");
    }

    @Test
    void whatAPersonAddedToOurConfigurationStays() throws IOException {
        launch(LAUNCH);
        run(null, "orders");
        String edited = read("launch.json")
                .replace(
                        "\"name\": \"orders in alice\",\n",
                        "\"name\": \"orders in alice\",\n      \"env\": {}, // mine\n");
        assertThat(edited).contains("// mine");
        launch(edited);
        run(null, "orders:7000");
        assertThat(read("launch.json")).isEqualTo(edited);
        assertThat(read("tasks.json")).contains("\"7000\"");
    }

    @Test
    void aProjectWithoutConfigurationsIsLookedAt() throws IOException {
        assertThat(run(null, "orders").notes())
                .anyMatch(note -> note.contains("there is no configuration to start orders yet"));
        assertThat(project.resolve(".vscode/launch.json")).doesNotExist();
        assertThat(read("tasks.json")).contains("offshoot connect orders in alice");

        Path source = Files.createDirectories(project.resolve("src/main/java/shop"));
        Files.writeString(
                source.resolve("Orders.java"),
                "package shop;\nclass Orders { public static void main(String[] a) {} }");
        Files.writeString(
                source.resolve("Cart.java"), "package shop;\nclass Cart { public static void main(String[] a) {} }");
        run(null, "orders");
        assertThat(read("launch.json")).contains("\"type\": \"java\"", "\"mainClass\": \"shop.Orders\"");
        assertThatThrownBy(() -> run(null, "catalog")).hasMessageStartingWith("shop.Cart, shop.Orders have a main");

        Files.delete(project.resolve(".vscode/launch.json"));
        Files.writeString(project.resolve("package.json"), "{\"main\": \"./server.js\"}");
        run(null, "orders");
        assertThat(read("launch.json")).contains("\"type\": \"node\"", "\"program\": \"${workspaceFolder}/server.js\"");
    }

    @Test
    void aFileThatIsNotUnderstoodStopsAll() throws IOException {
        launch("{\"configurations\": [");
        assertThatThrownBy(() -> run(null, "orders"))
                .hasMessageStartingWith(project + "/.vscode/launch.json: line 1: ")
                .hasMessageEndingWith("nothing was changed");
        assertThat(project.resolve(".vscode/tasks.json")).doesNotExist();
        launch("{\"configurations\": {}}");
        assertThatThrownBy(() -> run(null, "orders")).hasMessageContaining("\"configurations\" is no array");
    }

    @Test
    void theConfigurationMustBeClear() throws IOException {
        launch(LAUNCH);
        assertThatThrownBy(() -> run(null, "catalog"))
                .hasMessage("--launch: none (expected: which of 'Orders', 'Report' starts catalog)");
        assertThatThrownBy(() -> run("Order", "catalog"))
                .hasMessage("--launch: 'Order' (expected: one of 'Orders', 'Report')");
        run("Report", "catalog");
        assertThat(read("launch.json")).contains("\"type\": \"python\", \"name\": \"catalog in alice\"");
    }

    @Test
    void aFileKeepsItsModeAndALinkStaysOne() throws IOException {
        Path elsewhere = Files.writeString(project.resolve("shared.json"), LAUNCH);
        Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rw-rw----"));
        Path link = Files.createDirectories(project.resolve(".vscode")).resolve("launch.json");
        Files.createSymbolicLink(link, elsewhere);
        run(null, "orders");
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(elsewhere)).contains("orders in alice");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(elsewhere)))
                .isEqualTo("rw-rw----");
        try (var files = Files.list(project)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("shared.json", ".vscode");
        }
    }

    @Test
    void whatSomebodyElseWroteMeanwhileStays() throws IOException {
        launch(LAUNCH);
        LaunchFiles files = VsCode.with(project, List.of(LocalService.of("orders", "alice", List.of())), null);
        launch("{}");
        assertThatThrownBy(() -> files.changes().getLast().write()).hasMessageContaining("changed by somebody else");
        assertThat(read("launch.json")).isEqualTo("{}");
    }

    private LaunchFiles run(String launch, String... services) throws IOException {
        List<LocalService> wanted = Arrays.stream(services)
                .map(service -> LocalService.of(service, "alice", List.of()))
                .toList();
        LaunchFiles files = VsCode.with(project, wanted, launch);
        for (FileChange change : files.changes()) {
            if (change.differs()) {
                change.write();
            }
        }
        return files;
    }

    private void launch(String text) throws IOException {
        Files.createDirectories(project.resolve(".vscode"));
        Files.writeString(project.resolve(".vscode/launch.json"), text);
    }

    private String read(String name) throws IOException {
        return Files.readString(project.resolve(".vscode").resolve(name));
    }
}
