package dev.offshoot.clustertests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Offshoot's service accounts have asked of the API server since the cluster began: {@code node/audit.yaml}.
 *
 * @param used as {@link ShippedRights} names rights
 * @param refused what was forbidden, in the same form
 */
record AuditLog(Set<String> used, Set<String> refused) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "system:serviceaccount:offshoot-system:offshoot-";

    static AuditLog of(Cluster cluster) {
        AuditLog log = new AuditLog(new TreeSet<>(), new TreeSet<>());
        try {
            for (String line : Files.readAllLines(cluster.log("audit"))) {
                log.take(JSON.readTree(line));
            }
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(JsonNode event) {
        String user = event.path("user").path("username").asText();
        JsonNode object = event.path("objectRef");
        if (!user.startsWith(ACCOUNT) || object.isMissingNode()) {
            return;
        }
        String program = user.substring(ACCOUNT.length());
        String group = object.path("apiGroup").asText();
        String subresource = object.path("subresource").asText();
        String resource = object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource);
        String verb = event.path("verb").asText();
        boolean allowed = "allow"
                .equals(event.path("annotations")
                        .path("authorization.k8s.io/decision")
                        .asText());
        (allowed ? used : refused).add(ShippedRights.right(program, verb, group, resource));
        // Server-side apply of what isn't there: Kubernetes then asks for the right to create too.
        if (allowed
                && verb.equals("patch")
                && event.path("responseStatus").path("code").asInt() == 201) {
            used.add(ShippedRights.right(program, "create", group, resource));
        }
    }
}
