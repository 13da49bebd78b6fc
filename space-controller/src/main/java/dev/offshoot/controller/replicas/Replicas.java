package dev.offshoot.controller.replicas;

import dev.offshoot.routing.plan.Replica;
import dev.offshoot.routing.problem.Problem;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/**
 * The gateway replicas as they are now. All methods may be called from any thread; none waits for a replica.
 *
 * <p>A replica's death is known by the end of its connection and a dial that then fails, or by its Pod's word. Silence alone is
 * none, nor is an answer that only says that the gateway can't check our token just now.
 */
public final class Replicas implements AutoCloseable {
    /** @param client stays the caller's */
    public Replicas(KubernetesClient client, ReplicaSettings settings) {
        throw new UnsupportedOperationException(client + " " + settings);
    }

    /**
     * Begins to follow them, on threads of its own.
     *
     * @param changed called after {@link #replicas}, {@link #complete} or {@link #problems} became different, never twice at once
     */
    public void start(Runnable changed) {
        throw new UnsupportedOperationException(changed.toString());
    }

    /** Those that are alive, sorted. */
    public List<Replica> replicas() {
        throw new UnsupportedOperationException();
    }

    /** Whether the Pods are known, and each ready one has answered once or couldn't be reached. Once true it stays so. */
    public boolean complete() {
        throw new UnsupportedOperationException();
    }

    /** Pods whose word isn't taken, sorted. */
    public List<Problem> problems() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
