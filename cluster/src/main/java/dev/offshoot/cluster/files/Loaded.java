package dev.offshoot.cluster.files;

import dev.offshoot.routing.facts.Facts;

/** What the files held when the source was loaded. */
public record Loaded(Facts facts, Counts counts) {}
