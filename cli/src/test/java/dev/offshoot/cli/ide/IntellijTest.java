package dev.offshoot.cli.ide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntellijTest {
    private static final String ORDERS = """
            <component name="ProjectRunConfigurationManager">
              <!-- <method v="2" /> isn't one -->
              <configuration default="false" name="OrdersApp" type="SpringBootApplicationConfigurationType" nameIsGenerated="true">
                <module name="orders" />
                <option name="SPRING_BOOT_MAIN_CLASS" value="shop.OrdersApp" />
                <envs>
                  <env name="SERVER_PORT" value="9091" />
                </envs>
                <method v="2">
                  <option name="Make" enabled="true" />
                </method>
              </configuration>
            </component>
            """;

    @TempDir
    Path project;

    @Test
    void aCopyOfTheConfigurationConnectsLastOfAllThatRunsBefore() throws IOException {
        put(".idea/runConfigurations/OrdersApp.xml", ORDERS);
        run("orders");
        assertThat(read(".idea/runConfigurations/OrdersApp.xml")).isEqualTo(ORDERS);
        assertThat(read(".run/orders in alice.run.xml")).isEqualTo("""
                <component name="ProjectRunConfigurationManager">
                  <!-- <method v="2" /> isn't one -->
                  <configuration default="false" name="orders in alice" type="SpringBootApplicationConfigurationType">
                    <module name="orders" />
                    <option name="SPRING_BOOT_MAIN_CLASS" value="shop.OrdersApp" />
                    <envs>
                      <env name="SERVER_PORT" value="9091" />
                    </envs>
                    <method v="2">
                      <option name="Make" enabled="true" />
                      <option name="RunConfigurationTask" enabled="true" run_configuration_name="offshoot connect orders in alice" run_configuration_type="ShConfigurationType" />
                    </method>
                  </configuration>
                </component>
                """);
        assertThat(read(".run/offshoot connect orders in alice.run.xml"))
                .contains("name=\"offshoot connect orders in alice\" type=\"ShConfigurationType\"")
                .contains("<option name=\"SCRIPT_TEXT\""
                        + " value=\"offshoot connect orders --space alice --port 9091 --patient --detach\" />");
    }

    @Test
    void anotherRunChangesNothingAndAnotherPortTheScriptAlone() throws IOException {
        put(".run/OrdersApp.run.xml", ORDERS);
        run("orders");
        String launch = read(".run/orders in alice.run.xml");
        String script = read(".run/offshoot connect orders in alice.run.xml").replace("/bin/sh", "/bin/zsh");
        put(".run/offshoot connect orders in alice.run.xml", script);
        assertThat(run("orders").changes()).noneMatch(FileChange::differs);

        run("orders:7000");
        assertThat(read(".run/orders in alice.run.xml")).isEqualTo(launch);
        assertThat(read(".run/offshoot connect orders in alice.run.xml")).isEqualTo(script.replace("9091", "7000"));
    }

    @Test
    void aConfigurationWithoutTasksGetsOne() throws IOException {
        put(".run/a.run.xml", ORDERS.replaceAll("(?s)<method v=\"2\">.*</method>", "<method v=\"2\" />"));
        run("orders");
        assertThat(read(".run/orders in alice.run.xml"))
                .containsPattern(
                        "(?s)<method v=\"2\">\n      <option name=\"RunConfigurationTask\".*/>\n    </method>\n");
        put(
                ".run/orders in alice.run.xml",
                ORDERS.replace("OrdersApp", "orders in alice").replaceAll("(?s)    <method v=\"2\">.*</method>\n", ""));
        run("orders");
        assertThat(read(".run/orders in alice.run.xml"))
                .containsPattern(
                        "(?s)    <method v=\"2\">\n      <option name=\"RunConfigurationTask\".*/>\n    </method>\n  </conf");
    }

    @Test
    void optionsWithSpacesAreQuoted() throws IOException {
        LaunchFiles files = Intellij.with(
                project,
                List.of(LocalService.of("orders", "alice", List.of("--kubeconfig", "my \"files\"/it's"))),
                null);
        assertThat(files.changes().getLast().after())
                .contains("--detach --kubeconfig 'my &quot;files&quot;/it'\\''s'\" />");
    }

    @Test
    void otherFilesStayAsTheyAre() throws IOException {
        put(".run/broken.run.xml", "<component>");
        put(".run/orders in alice.run.xml", ORDERS.replace("OrdersApp", "mine"));
        assertThatThrownBy(() -> run("orders")).hasMessageContaining("isn't configuration 'orders in alice'");
        assertThat(read(".run/orders in alice.run.xml")).contains("\"mine\"");
        Files.delete(project.resolve(".run/orders in alice.run.xml"));
        assertThat(run("orders").notes()).anyMatch(note -> note.contains("broken.run.xml is left alone: "));
        assertThat(read(".run/broken.run.xml")).isEqualTo("<component>");
    }

    @Test
    void aNodeProjectWithoutConfigurationsGetsOne() throws IOException {
        put("package.json", "{\"main\": \"server.js\"}");
        run("orders");
        assertThat(read(".run/orders in alice.run.xml"))
                .contains("type=\"NodeJSConfigurationType\" path-to-js-file=\"server.js\"")
                .contains("run_configuration_name=\"offshoot connect orders in alice\"");
    }

    private LaunchFiles run(String... services) throws IOException {
        List<LocalService> wanted = Arrays.stream(services)
                .map(service -> LocalService.of(service, "alice", List.of()))
                .toList();
        LaunchFiles files = Intellij.with(project, wanted, null);
        for (FileChange change : files.changes()) {
            if (change.differs()) {
                change.write();
            }
        }
        return files;
    }

    private void put(String name, String text) throws IOException {
        Path file = project.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String read(String name) throws IOException {
        return Files.readString(project.resolve(name));
    }
}
