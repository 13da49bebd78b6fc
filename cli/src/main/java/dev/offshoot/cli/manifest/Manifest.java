package dev.offshoot.cli.manifest;

import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A manifest's text, YAML or JSON, without what interception left in it, and what that was. All else stays as it was written, with
 * comments, order and layout.
 *
 * @param changes a sentence without a stop for each
 */
public record Manifest(String text, List<String> changes) {
    public Manifest {
        changes = List.copyOf(changes);
    }

    /**
     * @param name for messages
     * @throws IllegalArgumentException where the text is no YAML
     */
    public static Manifest restored(String name, String text) {
        Cuts cuts = cuts(name, text);
        String restored = cuts.applied();
        if (!cuts.changes().isEmpty()
                && (hasAliases(text) || !cuts(name, restored).changes().isEmpty())) {
            throw new IllegalArgumentException(name + ": what interception left can't be cut out of text in this form"
                    + " (expected: no aliases, as kubectl writes it)");
        }
        return new Manifest(restored, cuts.changes());
    }

    /** An alias stands for text elsewhere, which others may need as it is. */
    private static boolean hasAliases(String text) {
        for (Event event : new Parse(settings("")).parseString(text)) {
            if (event instanceof AliasEvent) {
                return true;
            }
        }
        return false;
    }

    private static Cuts cuts(String name, String text) {
        LoadSettings settings = settings(name);
        try {
            List<DocumentStartEvent> starts = new ArrayList<>();
            for (Event event : new Parse(settings).parseString(text)) {
                if (event instanceof DocumentStartEvent start) {
                    starts.add(start);
                }
            }
            Cuts cuts = new Cuts(text);
            int number = 0;
            for (Node document : new Compose(settings).composeAllFromString(text)) {
                new Leftovers(cuts).document(starts.get(number++), document);
            }
            return cuts;
        } catch (YamlEngineException malformed) {
            throw new IllegalArgumentException(name + " is no YAML: " + malformed.getMessage());
        }
    }

    private static LoadSettings settings(String name) {
        return LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(Integer.MAX_VALUE)
                .setAllowDuplicateKeys(true)
                .build();
    }
}
