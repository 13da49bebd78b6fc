/** What is known of the cluster: immutable values that the translation of Kubernetes objects yields and the compiler reads. */
@NullMarked
package dev.offshoot.routing.facts;

import org.jspecify.annotations.NullMarked;
