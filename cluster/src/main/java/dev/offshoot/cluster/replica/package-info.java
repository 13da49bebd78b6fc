/** What a gateway replica says of itself to the controller: the value, and the lines it travels in. */
@NullMarked
package dev.offshoot.cluster.replica;

import org.jspecify.annotations.NullMarked;
