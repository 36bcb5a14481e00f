package io.horizonpush.node.admin;

/**
 * A refusal or failure.
 *
 * @param code for programs to compare
 * @param message a sentence for people
 */
public record AdminError(String code, String message) {}
