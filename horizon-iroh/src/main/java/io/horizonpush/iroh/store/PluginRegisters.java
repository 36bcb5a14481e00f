package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Register;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The registers in which plugins keep what they do, each its author's. Inside mutations; stateless.
 */
final class PluginRegisters {

  private PluginRegisters() {}

  /** Stores what an author wrote last; its entry's manifest is kept until its next one. */
  static void put(
      Tables tables, long bucket, DocumentKey key, Register<Optional<ByteBuffer>> value) {
    tables
        .pluginEntries()
        .find(bucket, key, value.stamp().writer())
        .ifPresent(
            before ->
                tables
                    .entries()
                    .keep(
                        bucket,
                        key,
                        before.stamp().writer(),
                        () -> ManifestCodec.encodePlugins(before)));
    tables.pluginEntries().put(bucket, key, value);
  }

  /** Stores what came, unless something later of its author is known; what there is then. */
  static Register<Optional<ByteBuffer>> merge(
      Tables tables, long bucket, DocumentKey key, Register<Optional<ByteBuffer>> value) {
    Optional<Register<Optional<ByteBuffer>>> known =
        tables.pluginEntries().find(bucket, key, value.stamp().writer());
    if (known.filter(before -> order(before, value) >= 0).isPresent()) {
      return known.get();
    }
    put(tables, bucket, key, value);
    return value;
  }

  /** An author that says two things by one stamp: any order will do that is the same everywhere. */
  private static int order(
      Register<Optional<ByteBuffer>> one, Register<Optional<ByteBuffer>> other) {
    int byStamp = one.stamp().compareTo(other.stamp());
    if (byStamp != 0 || one.value().equals(other.value())) {
      return byStamp;
    }
    return one.value().map(value -> other.value().map(value::compareTo).orElse(1)).orElse(-1);
  }
}
