package dev.offshoot.routing.context;

import java.util.List;
import java.util.Map;

/**
 * <pre>
 * default          other
 *  ├ team-a         └ dave
 *  │  └ alice
 *  └ bob
 * </pre>
 *
 * Pods: 10.0.0.1 in alice, 10.0.0.2 in bob. Hosts: {@code <space>--shop.dev.example.com}.
 */
final class TestSpaces implements KnownSpaces {
    static final TestSpaces INSTANCE = new TestSpaces();

    static final List<String> NAMES = List.of("default", "team-a", "alice", "bob", "other", "dave");
    static final Map<String, String> PODS = Map.of("10.0.0.1", "alice", "10.0.0.2", "bob");

    @Override
    public boolean isSpace(String name) {
        return NAMES.contains(name);
    }

    @Override
    public String spaceOfTraceTag(long tag) {
        return NAMES.stream()
                .filter(name -> !name.equals(rootOf(name)) && TraceTag.of(name, null) == tag)
                .findFirst()
                .orElse(null);
    }

    @Override
    public String spaceOfPod(String address) {
        return PODS.get(address);
    }

    @Override
    public String spaceOfHost(String authority) {
        return NAMES.stream()
                .filter(name -> authority.startsWith(name + "--shop.dev.example.com"))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String rootOf(String space) {
        return switch (space) {
            case "default", "team-a", "alice", "bob" -> "default";
            case "other", "dave" -> "other";
            default -> null;
        };
    }

    @Override
    public long traceTagOf(String space) {
        return TraceTag.of(space, null);
    }
}
