package io.horizonpush.iroh.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.DamagedIndex;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.request.WriteConditions;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.MultipartStore.NewPart;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.StagedBody;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plants each kind of damage in a sound node and looks for the finding that names it. */
@Timeout(120)
class VerifierTest {

  private static final ObjectKey LARGE = new ObjectKey("large");
  private static final ObjectKey SMALL = new ObjectKey("small");

  @TempDir Path directory;
  private StoreFixture fixture;
  private Bucket bucket;
  private BlobHash blob;
  private ReplicaId replica;

  VerifierTest() {
    blob = BlobHash.of(new byte[BlobHash.LENGTH]);
    replica = new ReplicaId("");
  }

  @BeforeEach
  void makeASoundNode() throws Exception {
    fixture = new StoreFixture(directory);
    bucket = fixture.create("verified");
    StoredVersion large = put(LARGE, Bytes.random(1, 50_000));
    blob = large.body().parts().getFirst().blob();
    put(SMALL, Bytes.of("small"));
    put(new ObjectKey("deleted"), Bytes.of("gone"));
    fixture.objects().delete(bucket, new ObjectKey("deleted"));
    fixture.buckets().configure(bucket.id(), BucketSetting.POLICY, Optional.of("{}"));
    fixture.buckets().configure(bucket.id(), BucketSetting.CORS, Optional.empty());
    NewUpload details =
        new NewUpload(
            new Owner("o", "O"),
            ObjectMetadata.EMPTY,
            List.of(),
            Optional.empty(),
            Optional.empty());
    var uploads = fixture.stores().uploads();
    var id = uploads.createUpload(bucket, LARGE, details).id();
    try (StagedBody staged =
        fixture.objects().store().stage(bucket, Bytes.reader(Bytes.random(2, 20_000)))) {
      uploads.putPart(bucket, LARGE, id, new NewPart(1, new ETag("x"), List.of(), staged));
    }
    fixture.publish();
    replica = fixture.document(bucket);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aSoundNode_hasNoFindings() {
    VerifyReport report = verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.isClean()).isTrue();
    assertThat(report.objects()).isEqualTo(2);
    assertThat(report.entries()).isEqualTo(5);
    assertThat(report.blobs()).isEqualTo(2);
    assertThat(report.bytes()).isEqualTo(50_000);
  }

  @Test
  void writesThatWaitToBePublished_areCountedAndNoFinding() throws Exception {
    put(SMALL, Bytes.of("newer"));
    fixture.objects().delete(bucket, LARGE);
    VerifyReport report = verify();
    assertThat(report.findings()).isEmpty();
    assertThat(report.waiting()).isEqualTo(2);
  }

  @Test
  void aBlobThatIsMissing_isFound() {
    fixture.records().lose(fixture.place(blob).file());
    assertFinds("blob " + blob + " is missing");
  }

  @Test
  void aBlobThatIsBeingRemoved_isNoFinding() throws Exception {
    ObjectKey key = new ObjectKey("a file of its own");
    BlobHash hash = put(key, Bytes.random(3, 700_000)).body().parts().getFirst().blob();
    fixture.objects().delete(bucket, key);
    fixture.publish();
    fixture.records().lose(fixture.place(hash).file());
    assertThat(fixture.verify(true).findings()).isEmpty();
  }

  @Test
  void bytesThatWereDamaged_areFoundByTheDeepCheckAndKnownFromThenOn() {
    fixture.records().damage(fixture.place(blob), new byte[10]);
    assertThat(fixture.verify(false).findings()).isEmpty();
    assertFinds("the bytes of 'large' in verified cannot be read");
    assertFinds("blob " + blob + " is damaged in 4 groups");
    assertThat(fixture.verify(false).findings()).singleElement().asString().contains("is damaged");
  }

  @Test
  void anInlineBodyThatIsCut_isFound() {
    damage("UPDATE inline_body SET bytes = x'00'");
    assertFinds("the bytes of 'small' are not as long as its record says");
  }

  @Test
  void anInlineBodyWithoutAnObject_isFound() {
    damage("INSERT INTO inline_body (bytes) VALUES (x'00')");
    assertFinds("belong to no object");
  }

  @Test
  void anInlineBodyWithAFlippedBit_isFound() {
    damage("UPDATE inline_body SET bytes = CAST('smalk' AS BLOB)");
    assertFinds("the bytes of 'small' in verified do not match their checksum");
  }

  @Test
  void aUseThatIsCountedWrong_isFound() {
    damage("UPDATE blob_use SET uses = uses + 1 WHERE kind = 1");
    assertFinds("is used 1 times as VERSION by bucket 1, but counted 2 times");
  }

  @Test
  void usesThatAreHeldOrUnconfirmedMoreOftenThanThereAre_areFound() {
    damage("UPDATE blob_use SET held = uses + 1 WHERE kind = 1");
    assertFinds("the uses of blob " + blob + " are counted wrong");
    damage("UPDATE blob_use SET held = 1, unconfirmed = -1 WHERE kind = 1");
    assertFinds("the uses of blob " + blob + " are counted wrong");
  }

  @Test
  void aBlobThatIsUsedButNotCounted_isFound() {
    damage("DELETE FROM blob_use WHERE kind = 2");
    assertFinds("is used but not counted");
    assertFinds("is noted, but nothing uses it");
  }

  @Test
  void aBlobThatIsUsedButNotNoted_isFound() {
    damage("DELETE FROM blob WHERE length = 20000");
    assertFinds("is used but not noted");
  }

  @Test
  void aBlobOfAWrongLengthInTheIndex_isFound() {
    damage("UPDATE blob SET length = 20001 WHERE length = 20000");
    assertFinds("is recorded wrong");
  }

  @Test
  void aBlobThatNobodyUses_isFound() {
    damage("DELETE FROM upload_part");
    assertFinds("is used 0 times as UPLOAD by bucket 1, but counted 1 times");
  }

  @Test
  void partsWithoutAnUpload_areFound() {
    damage("DELETE FROM upload");
    assertFinds("belong to no upload");
  }

  @Test
  void anEntryWithAnotherManifest_isFound() {
    fixture.replicas().plant(replica, DocumentKey.of(SMALL), Optional.of(blob));
    assertFinds("'small' in verified has an entry that is not the one that was published");
  }

  @Test
  void anEntryThatIsMissing_isFound() {
    fixture.replicas().plant(replica, DocumentKey.of(SMALL), Optional.empty());
    assertFinds("'small' in verified is noted as shown, but its document has no entry");
  }

  @Test
  void anEntryWithoutARecord_isFound() {
    fixture.replicas().plant(replica, DocumentKey.of(new ObjectKey("stray")), Optional.of(blob));
    assertFinds("'stray' in verified has an entry, but no record");
  }

  @Test
  void aDocumentThatIsMissing_isFound() {
    fixture.replicas().delete(replica);
    assertFinds("'small' in verified is noted as shown, but its document has no entry");
    assertFinds("'small' in verified has a record, but neither an entry nor a place in the log");
  }

  @Test
  void aDocumentWhoseSecretIsDamaged_isFound() {
    damage("UPDATE document SET secret = substr(secret, 1, 40)");
    assertFinds("the document of verified cannot be read");
  }

  @Test
  void aRecordThatSaysSomethingElseThanItsEntry_isFound() {
    damage("UPDATE object SET key = CAST('smalk' AS BLOB) WHERE key = CAST('small' AS BLOB)");
    assertFinds("'small' in verified has an entry, but no record");
    assertFinds("'smalk' in verified has a record, but neither an entry nor a place in the log");
  }

  @Test
  void aRecordOfOtherBytes_isFound() {
    damage("UPDATE inline_body SET bytes = CAST('smalk' AS BLOB)");
    assertFinds("'small' in verified has an entry that says something else than its record");
  }

  @Test
  void aRecordThatIsMissing_isFound() {
    damage("DELETE FROM object WHERE key = CAST('small' AS BLOB)");
    assertFinds("'small' in verified has an entry, but no record");
  }

  @Test
  void aRecordThatCannotBeRead_isFound() {
    damage("UPDATE object SET record = x'820102' WHERE key = CAST('small' AS BLOB)");
    assertFinds("a record of verified cannot be read");
  }

  @Test
  void aManifestThatWasKeptAndIsDamaged_isFound() throws Exception {
    put(SMALL, Bytes.of("newer"));
    fixture.publish();
    damage("UPDATE entry SET manifest = x'00' WHERE key = CAST('small' AS BLOB)");
    assertFinds("'small' in verified has an entry that says something else than its record");
  }

  @Test
  void aWriteThatLostItsPlaceInTheLog_isFound() throws Exception {
    put(SMALL, Bytes.of("newer"));
    put(new ObjectKey("fresh"), Bytes.of("fresh"));
    damage("DELETE FROM log");
    assertFinds("'fresh' in verified has a record, but neither an entry nor a place in the log");
    assertFinds("'small' in verified has a newer record than its entry");
  }

  @Test
  void aSettingThatIsNeitherPublishedNorWaiting_isFound() {
    damage("UPDATE bucket_setting SET clock = clock + 1 WHERE name = 'policy'");
    assertFinds("'setting policy' in verified has an entry that says something else");
    damage(
        "INSERT INTO bucket_setting (bucket, name, clock, writer, document)"
            + " VALUES (1, 'tagging', 9, 1, '<T/>')");
    assertFinds("'setting tagging' in verified has a record, but neither an entry nor a place");
  }

  @Test
  void aSettingThatSaysSomethingElseThanItsEntry_isFound() {
    damage("UPDATE bucket_setting SET document = '{ }' WHERE name = 'policy'");
    assertFinds("'setting policy' in verified has an entry that says something else");
  }

  @Test
  void aPlaceInTheLogWithoutARecord_isFound() {
    damage(
        "INSERT INTO log (bucket, sequence, tag, key, cause)"
            + " VALUES (1, 999, 1, CAST('nothing' AS BLOB), 1)");
    assertFinds("the log names 'nothing' in verified, which has no record");
  }

  private void assertFinds(String finding) {
    VerifyReport report = verify();
    assertThat(report.findings()).anyMatch(each -> each.contains(finding));
    assertThat(report.isClean()).isFalse();
  }

  private void damage(String sql) {
    DamagedIndex.run(fixture.index(), sql);
  }

  private VerifyReport verify() {
    return fixture.verify(true);
  }

  private StoredVersion put(ObjectKey key, byte[] bytes) throws Exception {
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    return fixture
        .objects()
        .put(bucket, key, TestingObjects.object(md5), bytes, WriteConditions.NONE);
  }
}
