/** From objects to the snapshot that every request reads. */
@NullMarked
package dev.offshoot.gateway.source;

import org.jspecify.annotations.NullMarked;
