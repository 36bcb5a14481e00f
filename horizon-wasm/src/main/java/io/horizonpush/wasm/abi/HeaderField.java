package io.horizonpush.wasm.abi;

/**
 * A header.
 *
 * @param name in lower case
 */
public record HeaderField(String name, String value) {}
