/** What the pure stages cost: a decision, a context read, a snapshot compiled. */
@org.jspecify.annotations.NullMarked
package dev.offshoot.benchmarks.jmh;
