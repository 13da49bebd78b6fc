/** Route context: which space a request belongs to, read from a request and written onto the next hop. */
@NullMarked
package dev.offshoot.routing.context;

import org.jspecify.annotations.NullMarked;
