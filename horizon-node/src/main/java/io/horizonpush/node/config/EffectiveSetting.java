package io.horizonpush.node.config;

/**
 * A setting as it is in force, for people.
 *
 * @param value masked if it is a secret that is set
 */
public record EffectiveSetting(String key, String value, SettingSource source, String meaning) {}
