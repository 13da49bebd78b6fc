package dev.offshoot.cli;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** In which form a command prints what it found. */
final class OutputOptions {
    /** As {@code -o} names them. */
    enum Form {
        JSON,
        YAML;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "${COMPLETION-CANDIDATES}; by default text.")
    private @Nullable Form form;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** @param value of records, maps, lists, strings and numbers */
    void print(Object value, Supplier<String> text) {
        String printed = form == null
                ? text.get()
                : switch (form) {
                    case JSON -> Serialization.asJson(value) + System.lineSeparator();
                    case YAML -> Serialization.asYaml(value);
                };
        var out = Objects.requireNonNull(command).commandLine().getOut();
        out.print(printed);
        out.flush();
    }
}
