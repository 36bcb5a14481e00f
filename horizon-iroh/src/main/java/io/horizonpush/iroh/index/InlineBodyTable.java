package io.horizonpush.iroh.index;

import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.StoredVersion;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of small bodies, apart from the versions that name them. Confined to its session's
 * thread.
 */
public final class InlineBodyTable {

  private final Session session;

  InlineBodyTable(Session session) {
    this.session = session;
  }

  /** Stores the bytes of a version that live in the index; those of an empty body need no row. */
  Optional<Long> put(ObjectVersion version) {
    return version.stored().map(StoredVersion::body).flatMap(this::put);
  }

  private Optional<Long> put(ObjectBody body) {
    if (!(body instanceof ObjectBody.Inline inline) || inline.length() == 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[inline.bytes().remaining()];
    inline.bytes().get(bytes);
    return Optional.of(
        session.insert("INSERT INTO inline_body (bytes) VALUES (?) RETURNING id", bytes));
  }

  void remove(long id) {
    session.update("DELETE FROM inline_body WHERE id = ?", id);
  }

  /**
   * What is wrong with the bodies that are kept in the index: rows of bytes that no version names,
   * and versions whose bytes are missing or not as long as they say.
   */
  public List<String> findings() {
    List<String> findings =
        session.all(
            "SELECT id FROM inline_body WHERE id NOT IN"
                + " (SELECT inline_body FROM object WHERE inline_body IS NOT NULL"
                + " UNION ALL SELECT inline_body FROM version WHERE inline_body IS NOT NULL)",
            row -> "the bytes in row " + row.number(1) + " belong to no object");
    for (String table : List.of("object", "version")) {
      findings.addAll(
          session.all(
              "SELECT o.key FROM "
                  + table
                  + " o LEFT JOIN inline_body i ON i.id = o.inline_body"
                  + " WHERE o.inline_body IS NOT NULL AND coalesce(length(i.bytes), 0) <> o.size",
              row ->
                  "the bytes of '%s' are not as long as its record says"
                      .formatted(ObjectKey.of(row.bytes(1)))));
    }
    return findings;
  }
}
