/** The calls of a local process: local ports for its space's Services, and the environment that a Pod of it would have. */
@NullMarked
package dev.offshoot.cli.outbound;

import org.jspecify.annotations.NullMarked;
