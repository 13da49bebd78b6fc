/** Spaces, routes and problems as people read them, the same in the management API and on the command line. */
@NullMarked
package dev.offshoot.routing.show;

import org.jspecify.annotations.NullMarked;
