/** The event loops: threads, and how they ask the kernel. */
@NullMarked
package dev.offshoot.gateway.loop;

import org.jspecify.annotations.NullMarked;
