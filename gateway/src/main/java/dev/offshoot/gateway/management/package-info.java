/** The management API: the gateway's own view of spaces, routes, problems and decisions. */
@NullMarked
package dev.offshoot.gateway.management;

import org.jspecify.annotations.NullMarked;
