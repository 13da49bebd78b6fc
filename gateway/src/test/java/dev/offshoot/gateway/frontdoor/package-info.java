/** The whole gateway, through its front door: real objects, real HTTP, real endpoints, all on loopback. */
@NullMarked
package dev.offshoot.gateway.frontdoor;

import org.jspecify.annotations.NullMarked;
