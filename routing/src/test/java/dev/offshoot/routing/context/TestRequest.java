package dev.offshoot.routing.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A request made of header lines. */
record TestRequest(List<String[]> lines, String peerAddress) implements RequestView {
    static final TestRequest EMPTY = new TestRequest(List.of(), null);

    /** Names and values in turn. */
    static TestRequest of(String... namesAndValues) {
        TestRequest request = EMPTY;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            request = request.with(namesAndValues[i], namesAndValues[i + 1]);
        }
        return request;
    }

    TestRequest with(String name, String value) {
        List<String[]> more = new ArrayList<>(lines);
        more.add(new String[] {name.toLowerCase(Locale.ROOT), value});
        return new TestRequest(List.copyOf(more), peerAddress);
    }

    TestRequest from(String address) {
        return new TestRequest(lines, address);
    }

    TestRequest without(String name) {
        return new TestRequest(
                lines.stream().filter(line -> !line[0].equals(name)).toList(), peerAddress);
    }

    TestRequest after(List<HeaderEdit> edits) {
        TestRequest request = this;
        for (HeaderEdit edit : edits) {
            request = request.without(edit.name());
            request = edit.value() == null ? request : request.with(edit.name(), edit.value());
        }
        return request;
    }

    @Override
    public String header(String name) {
        return lines.stream()
                .filter(line -> line[0].equals(name))
                .map(line -> line[1])
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<String> headers(String name) {
        return lines.stream()
                .filter(line -> line[0].equals(name))
                .map(line -> line[1])
                .toList();
    }

    @Override
    public String authority() {
        return header("host");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("from ").append(peerAddress);
        lines.forEach(line -> text.append("\n").append(line[0]).append(": ").append(line[1]));
        return text.toString();
    }
}
