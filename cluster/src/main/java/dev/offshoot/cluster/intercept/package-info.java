/** Carries the interception plan out: desired objects into the cluster, and Services back to what they were. */
@NullMarked
package dev.offshoot.cluster.intercept;

import org.jspecify.annotations.NullMarked;
