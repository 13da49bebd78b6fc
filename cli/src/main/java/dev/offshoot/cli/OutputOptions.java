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
        YAML,
        /** Text, and tables with more columns. */
        WIDE;

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
        print(value, text, text);
    }

    /**
     * @param value of records, maps, lists, strings and numbers
     * @param wide the text with more columns
     */
    void print(Object value, Supplier<String> text, Supplier<String> wide) {
        String printed = form == null
                ? text.get()
                : switch (form) {
                    case JSON -> Serialization.asJson(value) + System.lineSeparator();
                    case YAML -> Serialization.asYaml(value);
                    case WIDE -> wide.get();
                };
        var out = Objects.requireNonNull(command).commandLine().getOut();
        out.print(printed);
        out.flush();
    }

    /** Whether a person reads it, so that it may come bit by bit. */
    boolean isText() {
        return form == null || form == Form.WIDE;
    }
}
