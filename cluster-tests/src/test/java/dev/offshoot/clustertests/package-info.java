/** A real Kubernetes for tests, and the tests that need one. */
@NullMarked
package dev.offshoot.clustertests;

import org.jspecify.annotations.NullMarked;
