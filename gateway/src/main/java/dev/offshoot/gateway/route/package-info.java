/** Routing one request: from the snapshot's decision to changed headers. */
@NullMarked
package dev.offshoot.gateway.route;

import org.jspecify.annotations.NullMarked;
