/** The gateway's process: how it starts. */
@NullMarked
package dev.offshoot.gateway;

import org.jspecify.annotations.NullMarked;
