package dev.offshoot.controller.space;

import dev.offshoot.routing.problem.Problem;
import dev.offshoot.spaceapi.DevSpace;
import dev.offshoot.spaceapi.DevSpaceStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a DevSpace's namespace in one go.
 *
 * @param ready whether it carries and holds what it should
 * @param reason one word in camel case
 * @param message one sentence without a stop
 * @param problems what couldn't be had there
 * @param createdUid the namespace's UID where this DevSpace created it
 * @param lineageWritten whether the lineage stands on it as it should; true for a root, which has none
 */
record NamespaceWork(
        Standing standing,
        boolean ready,
        String reason,
        String message,
        List<Problem> problems,
        @Nullable String createdUid,
        boolean lineageWritten) {
    /** RFC 9110, section 15.5.21. */
    private static final int UNPROCESSABLE = 422;

    NamespaceWork {
        problems = List.copyOf(problems);
    }

    /** Whether the API server refuses what is asked, so that asking again alone won't help. */
    static boolean isRefusal(KubernetesClientException failed) {
        return failed.getCode() == HttpURLConnection.HTTP_BAD_REQUEST
                || failed.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                || failed.getCode() == UNPROCESSABLE;
    }

    static NamespaceWork refused(DevSpace devSpace, KubernetesClientException failed) {
        DevSpaceStatus status = devSpace.getStatus();
        return new NamespaceWork(
                Standing.FOREIGN,
                false,
                "Refused",
                "the API server refuses what the namespace should be: " + failed.getMessage(),
                List.of(),
                status == null ? null : status.namespaceUid(),
                false);
    }
}
