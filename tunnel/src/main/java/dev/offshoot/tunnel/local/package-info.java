/** The local process' end of a tunnel: one connection to a gateway, and the streams that come and go through it. */
@NullMarked
package dev.offshoot.tunnel.local;

import org.jspecify.annotations.NullMarked;
