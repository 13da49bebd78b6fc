/** The web front end: the page, and the API that the page calls on its own origin. */
@NullMarked
package dev.offshoot.shop.web;

import org.jspecify.annotations.NullMarked;
