/** The shop's one program: which service runs, how it is configured, and what it says about itself. */
@NullMarked
package dev.offshoot.shop;

import org.jspecify.annotations.NullMarked;
