/** HTTP as the services speak it: a small server, a JSON client, and the W3C headers that go from one to the other. */
@NullMarked
package dev.offshoot.shop.http;

import org.jspecify.annotations.NullMarked;
