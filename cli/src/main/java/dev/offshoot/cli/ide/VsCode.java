package dev.offshoot.cli.ide;

import dev.offshoot.cli.connect.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * VS Code's {@code tasks.json} and {@code launch.json} with a background task that connects a Service, and a configuration that waits
 * for it and then starts the process.
 */
public final class VsCode {
    private static final String TASKS = "tasks";
    private static final String CONFIGURATIONS = "configurations";
    private static final String BEFORE = "preLaunchTask";

    /** What {@code connect} prints before it is connected, and when it is. */
    private static final Map<String, Object> MATCHER = ordered(
            "owner",
            "offshoot",
            "pattern", // there must be one, and no line is a problem of a file
            ordered("regexp", "^\\b$"),
            "background",
            ordered(
                    "activeOnStart",
                    true,
                    "beginsPattern",
                    "^" + Connection.CONNECTING,
                    "endsPattern",
                    "^" + Connection.CONNECTED));

    private final Path project;
    private final Path tasksFile;
    private final Path launchFile;
    private final List<String> notes = new ArrayList<>();
    private JsoncText tasks;
    private JsoncText launches;

    private VsCode(Path project, @Nullable String tasks, @Nullable String launches) {
        this.project = project;
        this.tasksFile = project.resolve(".vscode/tasks.json");
        this.launchFile = project.resolve(".vscode/launch.json");
        this.tasks = read(tasksFile, tasks, "{\n    \"version\": \"2.0.0\",\n    \"tasks\": []\n}\n", TASKS);
        this.launches = read(
                launchFile,
                launches,
                "{\n    \"version\": \"0.2.0\",\n    \"configurations\": []\n}\n",
                CONFIGURATIONS);
    }

    /**
     * @param project the folder that VS Code opens
     * @param launch the configuration that starts the process; null to find it
     * @throws IllegalArgumentException where a file can't be understood, or it can't be told which configuration is meant
     */
    public static LaunchFiles with(Path project, List<LocalService> services, @Nullable String launch)
            throws IOException {
        String tasks = FileChange.read(project.resolve(".vscode/tasks.json"));
        String launches = FileChange.read(project.resolve(".vscode/launch.json"));
        VsCode files = new VsCode(project, tasks, launches);
        for (LocalService service : services) {
            files.add(service, launch);
        }
        List<FileChange> changes = new ArrayList<>();
        changes.add(new FileChange(files.tasksFile, tasks, files.tasks.toString()));
        if (!files.launches.array(CONFIGURATIONS).items().isEmpty()) {
            changes.add(new FileChange(files.launchFile, launches, files.launches.toString()));
        }
        return new LaunchFiles(changes, files.notes);
    }

    private static JsoncText read(Path file, @Nullable String text, String fresh, String array) {
        try {
            return new JsoncText(text == null || text.isBlank() ? fresh : text).withArray(array);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(file + ": " + wrong.getMessage()
                    + " (expected: JSON with comments, as VS Code reads it); nothing was changed");
        }
    }

    private void add(LocalService service, @Nullable String asked) throws IOException {
        Jsonc.Members own = own(service);
        String source = "";
        Object former = null;
        if (own != null) {
            source = launches.source(own);
            former = former(own, service);
            if (!service.task().equals(own.string(BEFORE))) {
                launches = launches.with(own, BEFORE, service.task());
            }
        } else {
            Launch chosen = Launch.of(candidates(), service, asked);
            if (chosen != null) {
                source = chosen.source();
                JsoncText copy = new JsoncText(source);
                former = former(copy.root(), service);
                copy = copy.with(copy.root(), "name", service.launch());
                copy = copy.with(copy.root(), BEFORE, service.task());
                launches = launches.appendedSource(launches.array(CONFIGURATIONS), copy.toString());
                notes.add("configuration '" + service.launch() + "' starts what '" + chosen.name() + "' does");
            } else {
                fresh(service);
            }
        }
        putTask(task(service, source, former), service);
        notes.add("local port " + service.portOf(source) + " is " + service.launch());
    }

    /** The configuration that connects the Service already. */
    private Jsonc.@Nullable Members own(LocalService service) {
        Jsonc.Members named = null;
        for (Jsonc item : launches.array(CONFIGURATIONS).items()) {
            if (item instanceof Jsonc.Members launch) {
                if (service.task().equals(launch.string(BEFORE))) {
                    return launch;
                }
                if (service.launch().equals(launch.string("name"))) {
                    named = launch;
                }
            }
        }
        return named;
    }

    /** What ran before the process up to now; it still must. */
    private static @Nullable Object former(Jsonc.Members launch, LocalService service) {
        Jsonc before = launch.value(BEFORE);
        return before == null || service.task().equals(before.plain()) ? null : before.plain();
    }

    private List<Launch> candidates() {
        List<Launch> all = new ArrayList<>();
        for (Jsonc item : launches.array(CONFIGURATIONS).items()) {
            if (item instanceof Jsonc.Members launch
                    && "launch".equals(launch.string("request"))
                    && !LocalService.isTask(launch.string(BEFORE))) {
                all.add(new Launch(
                        Objects.requireNonNullElse(launch.string("name"), "without a name"), launches.source(launch)));
            }
        }
        return all;
    }

    private void fresh(LocalService service) throws IOException {
        Sources sources = new Sources(project);
        String node = sources.nodeProgram();
        String main = node == null ? sources.javaMain(service) : null;
        if (node == null && main == null) {
            notes.add("there is no configuration to start " + service.service()
                    + " yet: once there is, run this again, or give" + " it \"preLaunchTask\": \"" + service.task()
                    + "\"");
            return;
        }
        Map<String, Object> launch = node != null
                ? ordered(
                        "type",
                        "node",
                        "name",
                        service.launch(),
                        "request",
                        "launch",
                        "program",
                        "${workspaceFolder}/" + node.replaceFirst("^\\./", ""),
                        BEFORE,
                        service.task())
                : ordered(
                        "type",
                        "java",
                        "name",
                        service.launch(),
                        "request",
                        "launch",
                        "mainClass",
                        Objects.requireNonNull(main),
                        BEFORE,
                        service.task());
        launches = launches.appended(launches.array(CONFIGURATIONS), launch);
        notes.add("configuration '" + service.launch() + "' starts " + (node != null ? node : main));
    }

    private static Map<String, Object> task(LocalService service, String source, @Nullable Object former) {
        List<String> command = service.command(source, "--until-closed");
        Map<String, Object> task = ordered(
                "label",
                service.task(),
                "type",
                "process",
                "command",
                command.getFirst(),
                "args",
                command.subList(1, command.size()),
                "isBackground",
                true,
                "problemMatcher",
                MATCHER);
        if (former != null) {
            task.put("dependsOn", List.of(former));
        }
        return task;
    }

    private void putTask(Map<String, Object> task, LocalService service) {
        for (Jsonc item : tasks.array(TASKS).items()) {
            if (item instanceof Jsonc.Members present && service.task().equals(present.string("label"))) {
                Jsonc needed = present.value("dependsOn");
                if (needed != null && needed.plain() != null) {
                    task.putIfAbsent("dependsOn", needed.plain());
                }
                if (!task.equals(present.plain())) {
                    tasks = tasks.replaced(present, task);
                }
                return;
            }
        }
        tasks = tasks.appended(tasks.array(TASKS), task);
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
