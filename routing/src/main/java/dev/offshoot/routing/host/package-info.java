/** The grammar of hosts: which Service a host names and which space its prefix names. */
@NullMarked
package dev.offshoot.routing.host;

import org.jspecify.annotations.NullMarked;
