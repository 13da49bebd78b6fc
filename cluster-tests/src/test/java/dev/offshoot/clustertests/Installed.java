package dev.offshoot.clustertests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks a test class that needs a real Kubernetes with Offshoot in it. Its methods and constructor may ask for an {@link
 * Installation} and for what {@link TestCluster} gives. All classes of a JVM share one installation: a test that takes it away
 * puts it back.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@TestCluster
@ExtendWith(InstallationExtension.class)
public @interface Installed {}
