package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.OutboxTable.OutboxRow;
import io.horizonpush.iroh.index.PublishedTable.PublishedRow;
import io.horizonpush.iroh.library.SqliteLibrary;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an earlier version of the node wrote, taken over by this one. */
class MigrationsTest {

  private static final BucketName BUCKET = new BucketName("old-bucket");
  private static final ObjectKey KEY = new ObjectKey("a/key");

  @TempDir Path directory;

  @Test
  void anIndexOfTheFirstSchema_keepsItsObjectsAndWhatWaits() throws IOException {
    SqliteLibrary.prepare(directory);
    try (Session session = Session.open(directory.resolve(Index.FILE))) {
      session.pragma("journal_mode = WAL");
      session.run(
          "BEGIN IMMEDIATE;" + script("V0001__records.sql") + "PRAGMA user_version = 1;COMMIT;");
      session.run(
          """
          INSERT INTO bucket VALUES (7, 'old-bucket', '%s', 'o', 'O', 1000, 0);
          INSERT INTO inline_body VALUES (3, CAST('hello' AS BLOB));
          INSERT INTO object VALUES
            (7, CAST('a/key' AS BLOB), 5, 'etag', %d, 9, 0, 0, 3, NULL, NULL, NULL, NULL);
          INSERT INTO tombstone VALUES (7, CAST('gone' AS BLOB), 5, 9);
          INSERT INTO outbox VALUES (7, 5, CAST('gone' AS BLOB));
          INSERT INTO blob VALUES (x'%s', 40, 1, 0);
          INSERT INTO published VALUES (7, CAST('a/key' AS BLOB), %d, 9, x'%s');
          """
              .formatted("ab".repeat(32), 77L << 16, "cd".repeat(32), 77L << 16, "cd".repeat(32)));
    }
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      var bucket = index.read(tables -> tables.buckets().require(BUCKET));
      ObjectRecord object =
          index.read(tables -> tables.objects().current(bucket, KEY)).orElseThrow().record();
      assertThat(object.version()).isEqualTo(new Version(77L << 16, 9));
      assertThat(object.lastModified()).isEqualTo(object.version().time());
      assertThat(object.attributes()).isEqualTo(ObjectAttributes.EMPTY);
      assertThat(object.size()).isEqualTo(5);
      Map<BucketSetting, String> settings = index.read(tables -> tables.settings().of(bucket.id()));
      assertThat(settings).isEmpty();
      List<OutboxRow> waiting = index.read(tables -> tables.outbox().all());
      assertThat(waiting)
          .containsExactly(new OutboxRow(bucket.id(), 5, DocumentKey.of(new ObjectKey("gone"))));
      Optional<PublishedRow> published =
          index.read(tables -> tables.published().find(bucket.id(), DocumentKey.of(KEY)));
      assertThat(published).isPresent();
      List<String> findings = index.read(Tables::integrityFindings);
      assertThat(findings).isEmpty();
    }
  }

  private static String script(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(Index.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
