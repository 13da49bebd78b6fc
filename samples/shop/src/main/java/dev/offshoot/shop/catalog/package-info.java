/** The catalog: what is sold. A leaf that two services call. */
@NullMarked
package dev.offshoot.shop.catalog;

import org.jspecify.annotations.NullMarked;
