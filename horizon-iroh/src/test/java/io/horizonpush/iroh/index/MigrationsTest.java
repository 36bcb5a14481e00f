package io.horizonpush.iroh.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.LogTable.Cause;
import io.horizonpush.iroh.index.LogTable.LogRow;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema of the index: written once, kept, and refused where a newer node wrote it. */
class MigrationsTest {

  @TempDir Path directory;

  @Test
  void anIndexThatIsOpenedAgain_keepsItsRowsAndItsInstallation() {
    String installation;
    BucketRow made;
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      installation = index.read(Tables::installation);
      assertThat(installation).matches("[0-9a-f]{32}");
      made = index.write(Durability.STRICT, tables -> tables.buckets().insert(bucket("kept")));
      index.write(
          Durability.STRICT,
          tables -> {
            tables.log().follow(Reader.PUBLISHER, made.id());
            return tables.log().add(made.id(), DocumentKey.ofSetting("acl"), Cause.LOCAL);
          });
    }
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      List<BucketRow> buckets = index.read(tables -> tables.buckets().all());
      assertThat(buckets).containsExactly(made);
      List<LogRow> unread =
          index.read(tables -> tables.log().unread(Reader.PUBLISHER, made.id(), 10));
      assertThat(unread).extracting(LogRow::key).containsExactly(DocumentKey.ofSetting("acl"));
      assertThat(index.read(Tables::installation)).isEqualTo(installation);
      List<String> findings = index.read(Tables::integrityFindings);
      assertThat(findings).isEmpty();
    }
  }

  @Test
  void twoIndexes_areTwoInstallations() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (Index one = Index.open(directory, Index.Options.DEFAULT);
        Index two = Index.open(other, Index.Options.DEFAULT)) {
      assertThat(one.read(Tables::installation)).isNotEqualTo(two.read(Tables::installation));
    }
  }

  @Test
  void aSchemaOfANewerNode_isRefused() {
    Index.open(directory, Index.Options.DEFAULT).close();
    try (Session session = Session.open(directory.resolve(Index.FILE))) {
      session.set("user_version = " + (Migrations.latest() + 1));
    }
    assertThatThrownBy(() -> Index.open(directory, Index.Options.DEFAULT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("schema " + (Migrations.latest() + 1))
        .hasMessageContaining("newer");
  }

  @Test
  void sequences_ofTheLog_areNeverHandedOutTwice() {
    long bucket;
    long last = 0;
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      bucket =
          index.write(Durability.STRICT, tables -> tables.buckets().insert(bucket("log"))).id();
    }
    for (int round = 0; round < 3; round++) {
      try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
        List<LogRow> rows = index.write(Durability.STRICT, tables -> logAndRead(tables, bucket));
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().sequence()).isGreaterThan(last);
        last = rows.getFirst().sequence();
      }
    }
  }

  @Test
  void aFurtherScript_runsOnce_andOneThatFails_changesNothing() {
    Path file = directory.resolve("some.db");
    String first = "CREATE TABLE one (a INTEGER); INSERT INTO one VALUES (1);";
    String second = "ALTER TABLE one ADD COLUMN b INTEGER; UPDATE one SET b = a + 1;";
    try (Session session = Session.open(file)) {
      Migrations.apply(session, List.of(first));
    }
    try (Session session = Session.open(file)) {
      assertThatThrownBy(
              () ->
                  Migrations.apply(session, List.of(first, second + "INSERT INTO no VALUES (1);")))
          .isInstanceOf(IndexException.class);
    }
    for (int round = 0; round < 2; round++) {
      try (Session session = Session.open(file)) {
        Migrations.apply(session, List.of(first, second));
        assertThat(session.number("SELECT b FROM one")).isEqualTo(2);
        assertThat(session.pragma("user_version")).isEqualTo("2");
      }
    }
  }

  @Test
  void bucketsThatHadOrigins_areReviewedOnceThereAreGrants() {
    try (Session session = Session.open(directory.resolve(Index.FILE))) {
      Migrations.apply(session, Migrations.scripts().subList(0, 17));
      session.run(
          "INSERT INTO bucket_setting (bucket, name, clock, writer, document)"
              + " VALUES (1, 'origins', 1, 1, 'some'), (2, 'origins', 1, 1, NULL), (3, 'acl', 1, 1, 'x')");
    }
    try (Index index = Index.open(directory, Index.Options.DEFAULT)) {
      List<Long> unreviewed = index.read(tables -> tables.originGrants().unreviewed());
      assertThat(unreviewed).containsExactly(1L);
    }
  }

  private static List<LogRow> logAndRead(Tables tables, long bucket) {
    tables.log().follow(Reader.PUBLISHER, bucket);
    tables.log().add(bucket, DocumentKey.ofSetting("acl"), Cause.LOCAL);
    List<LogRow> rows = tables.log().unread(Reader.PUBLISHER, bucket, 10);
    tables.log().read(Reader.PUBLISHER, bucket, rows.getLast().sequence());
    return rows;
  }

  private static BucketRow bucket(String name) {
    return new BucketRow(
        0,
        BucketId.random(new Random(name.hashCode())),
        new BucketName(name),
        new Owner("o", "O"),
        Instant.ofEpochMilli(1),
        Durability.STRICT,
        DocumentMode.EAGER);
  }
}
