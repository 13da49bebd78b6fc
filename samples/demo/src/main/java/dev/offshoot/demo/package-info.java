/** The demo: the embedded gateway on a folder of Kubernetes objects, with the shop's services in the same JVM. */
@NullMarked
package dev.offshoot.demo;

import org.jspecify.annotations.NullMarked;
