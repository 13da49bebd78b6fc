/** Connections of local processes that serve a Service: admitted, reached through listening ports, ended. */
@NullMarked
package dev.offshoot.gateway.tunnel;

import org.jspecify.annotations.NullMarked;
