/** {@code connect}: the Tunnel object of a local process, the way to a gateway, and the connection that is kept. */
@NullMarked
package dev.offshoot.cli.connect;

import org.jspecify.annotations.NullMarked;
