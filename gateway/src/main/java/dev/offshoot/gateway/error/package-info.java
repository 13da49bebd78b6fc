/** How the gateway's own errors look to their clients. */
@NullMarked
package dev.offshoot.gateway.error;

import org.jspecify.annotations.NullMarked;
