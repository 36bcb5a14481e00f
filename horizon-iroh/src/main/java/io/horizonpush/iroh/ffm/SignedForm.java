package io.horizonpush.iroh.ffm;

import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.SignedEntries.Name;
import io.horizonpush.iroh.replica.SignedEntries.Taken;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.replica.SignedEntry.Signatures;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How entries with their signatures cross to the native library and back. */
final class SignedForm {

  /** Around the key of a name: its length of 4 bytes, and the author. */
  private static final int NAME = Integer.BYTES + WriterId.LENGTH;

  /** Behind the name: hash, length, time and signatures. */
  private static final int REST = BlobHash.LENGTH + 2 * Long.BYTES + 2 * Signatures.LENGTH;

  private SignedForm() {}

  static MemorySegment ofNames(Arena arena, List<Name> names) {
    List<byte[]> keys = names.stream().map(name -> name.key().bytes()).toList();
    MemorySegment bytes = arena.allocate(keys.stream().mapToLong(key -> NAME + key.length).sum());
    ByteBuffer target = bytes.asByteBuffer().order(ByteOrder.nativeOrder());
    for (int i = 0; i < keys.size(); i++) {
      putName(target, keys.get(i), names.get(i).author());
    }
    return bytes;
  }

  static MemorySegment ofEntries(Arena arena, List<SignedEntry> entries) {
    List<byte[]> keys = entries.stream().map(entry -> entry.key().bytes()).toList();
    MemorySegment bytes =
        arena.allocate(keys.stream().mapToLong(key -> NAME + key.length + REST).sum());
    ByteBuffer target = bytes.asByteBuffer().order(ByteOrder.nativeOrder());
    for (int i = 0; i < keys.size(); i++) {
      SignedEntry entry = entries.get(i);
      putName(target, keys.get(i), entry.author());
      target.put(entry.manifest().bytes());
      target.putLong(entry.size());
      target.putLong(entry.time());
      target.put(entry.signatures().document());
      target.put(entry.signatures().author());
    }
    return bytes;
  }

  private static void putName(ByteBuffer target, byte[] key, WriterId author) {
    target.putInt(key.length);
    target.put(key);
    target.put(author.bytes());
  }

  /** Whether each of the names is here, and what it says. */
  static List<Optional<SignedEntry>> readFound(ByteBuffer bytes) {
    List<Optional<SignedEntry>> found = new ArrayList<>();
    while (bytes.hasRemaining()) {
      found.add(bytes.get() == 0 ? Optional.empty() : Optional.of(readEntry(bytes)));
    }
    return List.copyOf(found);
  }

  private static SignedEntry readEntry(ByteBuffer bytes) {
    return new SignedEntry(
        DocumentKey.of(Reply.array(bytes, bytes.getInt())),
        WriterId.of(Reply.array(bytes, WriterId.LENGTH)),
        Reply.hash(bytes),
        bytes.getLong(),
        bytes.getLong(),
        new Signatures(
            Reply.array(bytes, Signatures.LENGTH), Reply.array(bytes, Signatures.LENGTH)));
  }

  /** What became of entries. */
  static List<Taken> readTaken(ByteBuffer bytes) {
    List<Taken> taken = new ArrayList<>();
    while (bytes.hasRemaining()) {
      taken.add(
          switch (bytes.get()) {
            case 0 -> Taken.TAKEN;
            case 1 -> Taken.KNOWN;
            case 2 -> Taken.EARLY;
            default -> Taken.FORGED;
          });
    }
    return List.copyOf(taken);
  }
}
