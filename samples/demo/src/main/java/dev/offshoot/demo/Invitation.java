package dev.offshoot.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** What the demo tells people to do. */
record Invitation(List<Manifest> manifests, int port, int managementPort) {
    private static final String ORDER = "/api/orders -d '{\"product\":\"mug\",\"quantity\":1}'";

    /** {@code http://alice.s.shop.localhost:8080}; the root space's has no prefix. */
    String url(String space) {
        String prefix = space.equals(manifests.getFirst().space()) ? "" : space + ".s.";
        return "http://" + prefix + "shop.localhost:" + port;
    }

    /** {@code default=http://shop.localhost:8080/,…}, for the page. */
    String links() {
        return manifests.stream()
                .map(manifest -> manifest.space() + "=" + url(manifest.space()) + "/")
                .collect(Collectors.joining(","));
    }

    String text(Path folder) {
        String spaces = manifests.stream().map(this::line).collect(Collectors.joining("\n"));
        return """

                The shop runs in %d spaces behind one gateway. Open:

                %s

                  Or with the space in the first label: http://alice--shop.localhost:%d/

                Three requests whose answers differ:

                  curl -s %s
                  curl -s %s
                  curl -s %s

                Why an answer came from where it did:

                  curl -s 'http://localhost:%d/api/explain?url=%s/'

                The objects are in %s; edits are followed live.
                Stop with Ctrl-C.
                """.formatted(
                        manifests.size(),
                        spaces,
                        port,
                        url("default") + ORDER,
                        url("alice") + ORDER,
                        url("joint") + ORDER,
                        managementPort,
                        url("alice"),
                        folder);
    }

    private String line(Manifest manifest) {
        String serves = manifest.workloads().isEmpty()
                ? ""
                : manifest.workloads().size() > 1
                        ? "; serves everything"
                        : "; its own " + manifest.workloads().getFirst().service();
        return "  %-8s %-38s %s".formatted(manifest.space(), url(manifest.space()) + "/", manifest.place() + serves);
    }
}
