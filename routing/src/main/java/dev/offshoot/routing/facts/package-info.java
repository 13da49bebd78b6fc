/**
 * What is known of the cluster: immutable values that the translation of Kubernetes objects yields and the compiler reads. Names and
 * addresses that decisions compare are interned: equal ones are one object, so that what thousands of spaces touch stays small.
 */
@NullMarked
package dev.offshoot.routing.facts;

import org.jspecify.annotations.NullMarked;
