/** What passes between the gateway and a local process: handshake, HTTP/2 in a WebSocket, byte pipes. For both ends. */
@NullMarked
package dev.offshoot.tunnel;

import org.jspecify.annotations.NullMarked;
