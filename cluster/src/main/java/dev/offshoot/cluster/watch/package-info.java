/** Kubernetes objects followed on an API server, as facts. */
@NullMarked
package dev.offshoot.cluster.watch;

import org.jspecify.annotations.NullMarked;
