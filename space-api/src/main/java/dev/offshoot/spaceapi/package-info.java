/** What Offshoot's users write: its custom resources, and the labels and annotations on Kubernetes' own objects. */
@NullMarked
package dev.offshoot.spaceapi;

import org.jspecify.annotations.NullMarked;
