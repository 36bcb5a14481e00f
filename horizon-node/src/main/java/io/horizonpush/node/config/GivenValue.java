package io.horizonpush.node.config;

/** The text that somebody gave a setting, and where. */
record GivenValue(String text, SettingSource source) {}
