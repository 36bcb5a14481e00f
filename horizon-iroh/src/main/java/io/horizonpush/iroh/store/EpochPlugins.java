package io.horizonpush.iroh.store;

import io.horizonpush.iroh.codec.Manifest;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.index.EntryTable.EntryRow;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * What plugins keep, when its bucket goes from one document to the next. Each author says his own
 * there, and nobody another's; what others have not said there yet stays here as it is, as long as
 * they may write. Of what was deleted only its author still says that, and only until everybody has
 * seen it. Confined to the writer's thread.
 *
 * @param self this node's author
 * @param isSeen whether all members have this node's entries up to a sequence, and forget
 */
record EpochPlugins(Tables tables, long bucket, WriterId self, LongPredicate isSeen) {

  /**
   * Says what this node keeps under a key once more, unless the next document shows it. To be
   * called while the entries of before are there.
   *
   * @return the number of changes that were logged
   */
  int say(DocumentKey key, List<EntryRow> shown) {
    Optional<Register<Optional<ByteBuffer>>> own = tables.pluginEntries().find(bucket, key, self);
    if (own.isEmpty()) {
      return 0;
    }
    if (own.get().value().isEmpty() && isSeen(key) && isHeard(key, self)) {
      tables.pluginEntries().remove(bucket, key, self);
      return 0;
    }
    return !isSaid(own.get(), shown) && tables.log().add(bucket, key, Cause.AGAIN) ? 1 : 0;
  }

  /**
   * Forgets of what others keep under a key, and the next document does not show, what they
   * deleted.
   *
   * @param all whether it forgets all of that: this node has been away for so long that they need
   *     not say any more what they deleted meanwhile
   */
  void forget(DocumentKey key, List<EntryRow> shown, boolean all) {
    Set<WriterId> said = shown.stream().map(EntryRow::author).collect(Collectors.toSet());
    for (Register<Optional<ByteBuffer>> row : tables.pluginEntries().of(bucket, key)) {
      WriterId author = row.stamp().writer();
      boolean unsaid = !author.equals(self) && !said.contains(author);
      if (unsaid && (row.value().isEmpty() ? isHeard(key, author) : all)) {
        tables.pluginEntries().remove(bucket, key, author);
      }
    }
  }

  private static boolean isSaid(Register<Optional<ByteBuffer>> row, List<EntryRow> shown) {
    Optional<Manifest> manifest = Optional.of(ManifestCodec.encodePlugins(row));
    return shown.stream()
        .filter(each -> each.author().equals(row.stamp().writer()))
        .anyMatch(each -> each.manifest().equals(manifest));
  }

  /** Whether what this node keeps now is what its entry says, and all members have that. */
  private boolean isSeen(DocumentKey key) {
    return tables.entries().isSaid(bucket, key, self)
        && Optional.ofNullable(tables.entries().sequences(bucket, key).get(self))
            .filter(isSeen::test)
            .isPresent();
  }

  /** Whether plugins here have heard of the last change, or none asks. */
  private boolean isHeard(DocumentKey key, WriterId author) {
    Optional<Long> heard = tables.log().heard(Reader.ENTRIES);
    return heard.isEmpty()
        || tables.pluginEntries().changed(bucket, key, author).orElse(0L) <= heard.get();
  }
}
