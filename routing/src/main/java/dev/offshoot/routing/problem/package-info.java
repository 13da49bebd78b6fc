/** What users' objects ask for and Offshoot can't honour: values with a text, never exceptions. */
@NullMarked
package dev.offshoot.routing.problem;

import org.jspecify.annotations.NullMarked;
