package dev.offshoot.controller.space;

import dev.offshoot.routing.facts.ObjectRef;
import dev.offshoot.routing.problem.Problem;
import dev.offshoot.routing.problem.ProblemCode;
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

    /**
     * Of a namespace that was seen to.
     *
     * @param problems what couldn't be had
     */
    static NamespaceWork done(
            Standing standing, List<Problem> problems, @Nullable String createdUid, boolean lineageWritten) {
        Problem conflict = problems.stream()
                .filter(problem -> problem.code() == ProblemCode.NAMESPACE_CONFLICT)
                .findFirst()
                .orElse(null);
        String text =
                problems.isEmpty() ? stands(standing) : problems.getFirst().text();
        return conflict == null
                ? new NamespaceWork(standing, true, reason(standing), text, problems, createdUid, lineageWritten)
                : new NamespaceWork(standing, false, "Conflict", conflict.text(), problems, createdUid, lineageWritten);
    }

    /** Of a namespace that nothing may be written on. */
    static NamespaceWork leftAlone(DevSpace devSpace, Standing standing) {
        String name = devSpace.getMetadata().getName();
        String text = switch (standing) {
            case RESERVED ->
                "namespace " + name + " is Kubernetes' or Offshoot's own (expected: another name); it is left"
                        + " alone";
            case FOREIGN ->
                "namespace " + name + " wasn't created by Offshoot and is no space (expected: a label"
                        + " offshoot.dev/root or offshoot.dev/parent, or no such namespace); it is left alone";
            case ENDING -> "namespace " + name + " is being deleted; it is created anew when it is gone";
            case ABSENT, CREATED, CREATED_EARLIER, LABELLED -> "namespace " + name + " is there";
        };
        List<Problem> problems = standing == Standing.ENDING
                ? List.of()
                : List.of(new Problem(ProblemCode.NAMESPACE_NOT_OURS, new ObjectRef("DevSpace", "", name), text));
        return new NamespaceWork(standing, false, reason(standing), text, problems, null, false);
    }

    private static String reason(Standing standing) {
        return switch (standing) {
            case ABSENT -> "Absent";
            case CREATED -> "Created";
            case CREATED_EARLIER -> "CreatedEarlier";
            case LABELLED -> "Labelled";
            case FOREIGN -> "NotOurs";
            case ENDING -> "Ending";
            case RESERVED -> "Reserved";
        };
    }

    private static String stands(Standing standing) {
        return switch (standing) {
            case CREATED -> "the namespace was created for this DevSpace";
            case CREATED_EARLIER -> "the namespace was created for an earlier DevSpace; it has no owners by this one";
            case LABELLED, ABSENT, FOREIGN, ENDING, RESERVED ->
                "the namespace is others', who made it a space; it has no owners by this DevSpace";
        };
    }

    /** Whether the API server refuses what is asked, so that asking again alone won't help. */
    static boolean isRefusal(KubernetesClientException failed) {
        return failed.getCode() == HttpURLConnection.HTTP_BAD_REQUEST
                || failed.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                || failed.getCode() == UNPROCESSABLE;
    }

    static NamespaceWork refused(DevSpace devSpace, KubernetesClientException failed) {
        DevSpaceStatus status = devSpace.getStatus();
        String name = devSpace.getMetadata().getName();
        String text = "the API server refuses what namespace " + name + " should be: " + failed.getMessage();
        return new NamespaceWork(
                Standing.FOREIGN,
                false,
                "Refused",
                text,
                List.of(new Problem(ProblemCode.NAMESPACE_REFUSED, new ObjectRef("DevSpace", "", name), text)),
                status == null ? null : status.namespaceUid(),
                false);
    }
}
