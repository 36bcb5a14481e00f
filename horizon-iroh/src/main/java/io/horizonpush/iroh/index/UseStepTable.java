package io.horizonpush.iroh.index;

import io.horizonpush.iroh.codec.CborReader;
import io.horizonpush.iroh.codec.CborWriter;
import io.horizonpush.iroh.index.BlobUseTable.Kind;
import io.horizonpush.iroh.index.BlobUseTable.PendingUse;
import io.horizonpush.iroh.index.BlobUseTable.Use;
import io.horizonpush.iroh.index.BlobUseTable.Used;
import io.horizonpush.s3.model.BlobHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Uses of many blobs at once that {@link BlobUseTable} has still to count, in order. Confined to
 * its session's thread.
 */
final class UseStepTable {

  private final Session session;

  UseStepTable(Session session) {
    this.session = session;
  }

  private record Step(long id, PendingUse left, int done) {}

  void add(PendingUse uses) {
    Use use = uses.use();
    session.update(
        "INSERT INTO use_step (bucket, kind, change, held, unconfirmed, done, parts)"
            + " VALUES (?, ?, ?, ?, ?, 0, ?)",
        use.bucket(),
        use.kind().code,
        uses.change(),
        use.held() ? 1 : 0,
        use.unconfirmed() ? 1 : 0,
        encode(uses.blobs()));
  }

  /** All that is left, in order. */
  List<PendingUse> all() {
    return session.all(
        "SELECT id, bucket, kind, change, held, unconfirmed, done, parts FROM use_step ORDER BY id",
        UseStepTable::left);
  }

  boolean isEmpty() {
    return session.number("SELECT EXISTS (SELECT 1 FROM use_step)") == 0;
  }

  /** Takes away what comes first, at most so many blobs of it; nothing at the end. */
  Optional<PendingUse> take(int most) {
    return session
        .first(
            "SELECT id, bucket, kind, change, held, unconfirmed, done, parts FROM use_step"
                + " ORDER BY id LIMIT 1",
            row -> new Step(row.number(1), left(row), row.small(7)))
        .map(step -> take(step, most));
  }

  private PendingUse take(Step step, int most) {
    PendingUse left = step.left();
    List<Used> some = left.blobs().subList(0, Math.min(most, left.blobs().size()));
    if (some.size() == left.blobs().size()) {
      session.update("DELETE FROM use_step WHERE id = ?", step.id());
    } else {
      session.update(
          "UPDATE use_step SET done = ? WHERE id = ?", step.done() + some.size(), step.id());
    }
    return new PendingUse(left.use(), left.change(), some);
  }

  private static PendingUse left(Row row) {
    List<Used> used = decode(row.bytes(8));
    return new PendingUse(
        new Use(row.number(2), Kind.of(row.number(3)), row.number(5) == 1, row.number(6) == 1),
        row.small(4),
        used.subList(row.small(7), used.size()));
  }

  static byte[] encode(List<Used> used) {
    return CborWriter.write(
        out ->
            out.list(
                used,
                each ->
                    out.tuple(2, pair -> pair.bytes(each.hash().bytes()).number(each.length()))));
  }

  static List<Used> decode(byte[] bytes) {
    return new ArrayList<>(
        CborReader.read(
            bytes,
            in -> in.list(() -> in.tuple(() -> new Used(BlobHash.of(in.bytes()), in.length())))));
  }
}
