package dev.offshoot.cli.manifest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Pieces to be cut out of a YAML text, by the places of its nodes. In block style whole lines go, so that comments above and below
 * stay; in flow style, which JSON is, an element goes with the comma that parts it from its neighbour.
 */
final class Cuts {
    private record Cut(int from, int to) {}

    private final int[] text;
    private final List<Cut> cuts = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();

    Cuts(String text) {
        this.text = text.codePoints().toArray(); // as marks count
    }

    void note(String change) {
        changes.add(change);
    }

    List<String> changes() {
        return changes;
    }

    /** The text without the pieces. */
    String applied() {
        StringBuilder rest = new StringBuilder();
        int at = 0;
        cuts.sort(Comparator.comparingInt(Cut::from));
        for (Cut cut : cuts) {
            if (cut.from > at) {
                rest.append(new String(text, at, cut.from - at));
            }
            at = Math.max(at, cut.to);
        }
        return rest.append(new String(text, at, text.length - at)).toString();
    }

    void document(DocumentStartEvent start, Node root, String change) {
        note(change);
        int from = start.isExplicit() ? index(start.getStartMark().orElseThrow()) : lineStart(start(root));
        cuts.add(new Cut(from, afterLine(contentEnd(root))));
    }

    /** One entry of a mapping. */
    void entry(MappingNode mapping, int number) {
        List<NodeTuple> entries = mapping.getValue();
        if (mapping.getFlowStyle() == FlowStyle.FLOW) {
            flow(
                    entries.stream()
                            .map(entry -> new Cut(start(entry.getKeyNode()), contentEnd(entry.getValueNode())))
                            .toList(),
                    List.of(number));
            return;
        }
        int key = start(entries.get(number).getKeyNode());
        boolean alone = isBlank(lineStart(key), key);
        if (!alone && number + 1 < entries.size()) { // "- key: value", whose place the next one takes
            cuts.add(new Cut(key, start(entries.get(number + 1).getKeyNode())));
        } else {
            cuts.add(new Cut(
                    lineStart(key), afterLine(contentEnd(entries.get(number).getValueNode()))));
        }
    }

    /** Some items of a sequence. */
    void items(SequenceNode sequence, List<Integer> numbers) {
        List<Node> items = sequence.getValue();
        if (sequence.getFlowStyle() == FlowStyle.FLOW) {
            flow(
                    items.stream()
                            .map(item -> new Cut(start(item), contentEnd(item)))
                            .toList(),
                    numbers);
            return;
        }
        for (int number : numbers) {
            Node item = items.get(number);
            cuts.add(new Cut(lineStart(dash(start(item))), afterLine(contentEnd(item))));
        }
    }

    /** The dash before an item, which may stand on a line above it. */
    private int dash(int item) {
        int dash = item - 1;
        while (dash > 0 && text[dash] != '-') {
            dash--;
        }
        return dash;
    }

    private void flow(List<Cut> elements, List<Integer> numbers) {
        int firstKept = 0;
        while (numbers.contains(firstKept)) {
            firstKept++;
        }
        for (int number : numbers) {
            Cut element = elements.get(number);
            if (number > firstKept) {
                cuts.add(new Cut(elements.get(number - 1).to, element.to));
            } else {
                boolean last = number + 1 == elements.size();
                cuts.add(new Cut(element.from, last ? afterComma(element.to) : elements.get(number + 1).from));
            }
        }
    }

    private int afterComma(int at) {
        int next = at;
        while (next < text.length && Character.isWhitespace(text[next])) {
            next++;
        }
        return next < text.length && text[next] == ',' ? next + 1 : at;
    }

    private int lineStart(int at) {
        int start = at;
        while (start > 0 && text[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** The next line's start, or here where a line starts: a block scalar ends behind its line's end. */
    private int afterLine(int at) {
        int end = at;
        while (end < text.length && (end == 0 || text[end - 1] != '\n')) {
            end++;
        }
        return end;
    }

    private boolean isBlank(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text[i])) {
                return false;
            }
        }
        return true;
    }

    /** Where a node's last leaf ends: a block collection's own end lies behind the comments that follow. */
    private static int contentEnd(Node node) {
        if (node instanceof CollectionNode<?> collection
                && collection.getFlowStyle() != FlowStyle.FLOW
                && !collection.getValue().isEmpty()) {
            Object last = collection.getValue().getLast();
            return contentEnd(last instanceof NodeTuple entry ? entry.getValueNode() : (Node) last);
        }
        return index(node.getEndMark().orElseThrow());
    }

    private static int start(Node node) {
        return index(node.getStartMark().orElseThrow());
    }

    private static int index(Mark mark) {
        return mark.getIndex();
    }
}
