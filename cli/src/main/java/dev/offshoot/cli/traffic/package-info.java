/** What passes between a tunnel and the local process: read beside the way of the bytes, and shown a line for each request. */
@NullMarked
package dev.offshoot.cli.traffic;

import org.jspecify.annotations.NullMarked;
