package dev.offshoot.clustertests;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the cluster when the first test of this JVM asks for it and ends it after the last. Where the cluster can't run, the
 * tests are skipped with one line that says what is missing, or fail where {@code OFFSHOOT_REQUIRE=all}.
 */
final class ClusterExtension implements ExecutionCondition, ParameterResolver {
    private static final boolean REQUIRED = "all".equals(System.getenv("OFFSHOOT_REQUIRE"));
    private static final Namespace STORE = Namespace.create(ClusterExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String missing = context.getRoot().getStore(STORE).computeIfAbsent("missing", key -> missing(), String.class);
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("a cluster can run");
        }
        if (REQUIRED) {
            throw new AssertionError(missing + " (expected: all of it, since OFFSHOOT_REQUIRE=all)");
        }
        return ConditionEvaluationResult.disabled(missing);
    }

    private static String missing() {
        String missing = Cluster.missing();
        if (!missing.isEmpty() && !REQUIRED) {
            System.out.println("SKIPPED: " + missing);
        }
        return missing;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Cluster.class || type == KubernetesClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Cluster cluster = cluster(context);
        return parameter.getParameter().getType() == Cluster.class ? cluster : cluster.client();
    }

    /** The cluster of this JVM, started by the first caller. */
    static Cluster cluster(ExtensionContext context) {
        return context.getRoot().getStore(STORE).computeIfAbsent(Cluster.class, key -> Cluster.start(), Cluster.class);
    }
}
