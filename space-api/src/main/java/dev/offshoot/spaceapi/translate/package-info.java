/** Kubernetes objects in, facts and problems out: pure functions that read every word users write. */
@NullMarked
package dev.offshoot.spaceapi.translate;

import org.jspecify.annotations.NullMarked;
