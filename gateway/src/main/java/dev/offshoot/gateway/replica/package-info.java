/** This gateway as one of several: what it says of itself, which endpoints it has reached, and how it goes. */
@NullMarked
package dev.offshoot.gateway.replica;

import org.jspecify.annotations.NullMarked;
