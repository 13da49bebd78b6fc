/** What is said of a request that has ended: a line of the access log, a span of its trace. */
@NullMarked
package dev.offshoot.gateway.access;

import org.jspecify.annotations.NullMarked;
