/** Kubernetes Events about problems and interceptions, on the objects that they concern. */
@NullMarked
package dev.offshoot.controller.report;

import org.jspecify.annotations.NullMarked;
