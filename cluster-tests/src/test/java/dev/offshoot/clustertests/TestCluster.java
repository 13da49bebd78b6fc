package dev.offshoot.clustertests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that needs a real Kubernetes. Its methods and constructor may ask for a {@link Cluster} or a {@code
 * KubernetesClient}; all classes of a JVM share one cluster, so each uses namespaces of its own.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ClusterExtension.class)
public @interface TestCluster {}
