/** Kubernetes objects kept by namespace and translated into facts, whatever source they come from. */
@NullMarked
package dev.offshoot.cluster.objects;

import org.jspecify.annotations.NullMarked;
