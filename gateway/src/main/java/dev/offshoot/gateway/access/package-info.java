/** The access log: what is known of a request when it has ended, as a line. */
@NullMarked
package dev.offshoot.gateway.access;

import org.jspecify.annotations.NullMarked;
