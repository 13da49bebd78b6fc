package dev.offshoot.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Words that may follow: for shells that ask each time, and for kubectl's plugins. */
final class Completion {
    /** What the launcher sends to other jars. */
    private static final List<String> OTHERS = List.of("demo", "gateway");

    private Completion() {}

    /** All commands, those of other jars by their names alone. */
    static CommandLine tree() {
        CommandLine line = CliMain.commandLine();
        OTHERS.forEach(name -> line.addSubcommand(name, CommandSpec.create()));
        return line;
    }

    /** @param words after the program's name; the last one is to be completed, and may be empty */
    static List<String> of(String[] words) {
        String[] asked = words.length == 0 ? new String[] {""} : words;
        String last = asked[asked.length - 1];
        List<CharSequence> rests = new ArrayList<>();
        AutoComplete.complete(tree().getCommandSpec(), asked, asked.length - 1, last.length(), last.length(), rests);
        return rests.stream().map(rest -> last + rest).sorted().distinct().toList();
    }

    /** Prints them, one a line. */
    static void print(String[] words) {
        of(Arrays.copyOfRange(words, 1, words.length)).forEach(System.out::println);
    }
}
