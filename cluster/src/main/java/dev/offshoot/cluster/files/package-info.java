/** Kubernetes objects from YAML and JSON files, followed as they are edited. */
@NullMarked
package dev.offshoot.cluster.files;

import org.jspecify.annotations.NullMarked;
