package dev.offshoot.shop.http;

import dev.offshoot.shop.Served;

/** The JSON body of an answer that couldn't be given. */
public record Failure(String error, Served served) {}
