/** Tunnels in the cluster: what stands for one while a gateway holds it, its status, and its end when nobody renews it. */
@NullMarked
package dev.offshoot.controller.tunnel;

import org.jspecify.annotations.NullMarked;
