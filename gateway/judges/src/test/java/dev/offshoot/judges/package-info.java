/** Public conformance suites, run against the built gateway as a process of its own: they say whether it can be told apart. */
@NullMarked
package dev.offshoot.judges;

import org.jspecify.annotations.NullMarked;
