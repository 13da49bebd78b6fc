/** Which space's Service answers a request, and why. */
@NullMarked
package dev.offshoot.routing.decision;

import org.jspecify.annotations.NullMarked;
