/** Facts compiled into the one immutable value that every request reads. */
@NullMarked
package dev.offshoot.routing.snapshot;

import org.jspecify.annotations.NullMarked;
