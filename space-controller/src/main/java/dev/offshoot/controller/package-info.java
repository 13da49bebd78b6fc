/** The space controller's commands. */
@NullMarked
package dev.offshoot.controller;

import org.jspecify.annotations.NullMarked;
