package io.horizonpush.iroh.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.DamagedIndex;
import io.horizonpush.iroh.publish.Publisher;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.store.StoreFixture;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.ObjectAttributes;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectMetadata;
import io.horizonpush.s3.model.ObjectRecord;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.MultipartStore.NewUpload;
import io.horizonpush.s3.store.NewObject;
import io.horizonpush.s3.store.ObjectStore;
import io.horizonpush.s3.store.Precondition;
import io.horizonpush.s3.store.StagedBody;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
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

  private static final BucketName BUCKET = new BucketName("verified");
  private static final ObjectKey LARGE = new ObjectKey("large");
  private static final ObjectKey SMALL = new ObjectKey("small");

  @TempDir Path directory;
  private StoreFixture fixture;
  private BlobHash blob;
  private ReplicaId replica;

  VerifierTest() {
    blob = BlobHash.of(new byte[BlobHash.LENGTH]);
    replica = new ReplicaId("");
  }

  @BeforeEach
  void makeASoundNode() throws Exception {
    fixture = new StoreFixture(directory);
    objects().createBucket(BUCKET, new Owner("o", "O"));
    replica = fixture.index().read(tables -> tables.buckets().require(BUCKET)).replica();
    ObjectRecord large = put(LARGE, Bytes.random(1, 50_000));
    blob = ((ObjectBody.Blobs) large.body()).parts().getFirst().blob();
    put(SMALL, Bytes.of("small"));
    put(new ObjectKey("deleted"), Bytes.of("gone"));
    objects().delete(BUCKET, new ObjectKey("deleted"), Precondition.NONE);
    objects().configure(BUCKET, BucketSetting.POLICY, Optional.of("{}"));
    objects().configure(BUCKET, BucketSetting.CORS, Optional.empty());
    NewUpload details =
        new NewUpload(
            new Owner("o", "O"),
            ObjectMetadata.EMPTY,
            ObjectAttributes.EMPTY,
            Optional.empty(),
            Optional.empty());
    var uploads = fixture.stores().uploads();
    var id = uploads.createUpload(BUCKET, LARGE, details).id();
    try (StagedBody staged = objects().stage(BUCKET, Bytes.reader(Bytes.random(2, 20_000)))) {
      uploads.putPart(BUCKET, LARGE, id, 1, new ETag("x"), List.of(), staged);
    }
    publish();
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
    assertThat(report.blobs()).isEqualTo(7);
    assertThat(report.bytes()).isEqualTo(50_000);
  }

  @Test
  void writesThatWaitToBePublished_areCountedAndNoFinding() throws Exception {
    put(SMALL, Bytes.of("newer"));
    objects().delete(BUCKET, LARGE, Precondition.NONE);
    assertThat(verify().findings()).isEmpty();
    assertThat(verify().waiting()).isEqualTo(2);
  }

  @Test
  void aBlobThatIsMissing_isFound() {
    fixture.blobs().lose(blob);
    assertFinds("blob " + blob + " is missing");
  }

  @Test
  void aBlobOfAnotherLength_isFound() {
    fixture.blobs().damage(blob, new byte[60_000]);
    assertFinds("has 60000 bytes instead of 50000");
  }

  @Test
  void bytesThatDoNotMatchTheirETag_areFoundByTheDeepCheckOnly() {
    fixture.blobs().damage(blob, new byte[50_000]);
    assertFinds("the bytes of 'large' in verified do not match its ETag");
    assertThat(verifier().verify(false).findings()).isEmpty();
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
  void aReferenceCountThatIsWrong_isFound() {
    damage("UPDATE blob SET refs = refs + 1 WHERE length = 50000");
    assertFinds("is named 1 times, but counted 2 times");
  }

  @Test
  void aBlobThatIsNamedButNotCounted_isFound() {
    damage("DELETE FROM blob WHERE length = 20000");
    assertFinds("is named but not counted");
  }

  @Test
  void aBlobThatNobodyNames_isFound() {
    damage("DELETE FROM upload_part");
    assertFinds("is named 0 times, but counted 1 times");
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
    assertFinds("'small' in verified was published, but its document has no entry");
  }

  @Test
  void anEntryWithoutARecord_isFound() {
    fixture.replicas().plant(replica, DocumentKey.of(new ObjectKey("stray")), Optional.of(blob));
    assertFinds("'stray' in verified has an entry, but no record");
  }

  @Test
  void aDocumentThatIsMissing_isFound() {
    fixture.replicas().delete(replica);
    assertFinds("the document of verified cannot be read");
  }

  @Test
  void aManifestThatSaysSomethingElse_isFound() {
    damage("UPDATE object SET etag = 'other' WHERE key = CAST('small' AS BLOB)");
    assertFinds("'small' in verified has a manifest that says something else than its record");
  }

  @Test
  void aManifestThatIsMissing_isFound() {
    BlobHash manifest = published(SMALL);
    fixture.blobs().lose(manifest);
    assertFinds("'small' in verified has a manifest that is missing");
  }

  @Test
  void aManifestThatIsNone_isFound() {
    BlobHash manifest = published(SMALL);
    byte[] damaged = new byte[200];
    fixture.blobs().damage(manifest, damaged);
    assertFinds("'small' in verified has a manifest that cannot be read");
  }

  @Test
  void aWriteThatLostItsPlaceInTheOutbox_isFound() throws Exception {
    put(SMALL, Bytes.of("newer"));
    put(new ObjectKey("fresh"), Bytes.of("fresh"));
    damage("DELETE FROM outbox");
    assertFinds("'small' in verified has a newer version than its entry");
    assertFinds("'fresh' in verified has a record, but neither an entry nor a place");
  }

  @Test
  void aSettingThatIsNeitherPublishedNorWaiting_isFound() {
    damage("UPDATE bucket_setting SET clock = clock + 1 WHERE name = 'policy'");
    assertFinds("'setting policy' in verified has a newer version than its entry");
    damage(
        "INSERT INTO bucket_setting (bucket, name, clock, writer, document)"
            + " VALUES (1, 'tagging', 9, 9, '<T/>')");
    assertFinds("'setting tagging' in verified has a record, but neither an entry nor a place");
  }

  @Test
  void aManifestThatSaysSomethingElseOfASetting_isFound() {
    damage("UPDATE bucket_setting SET document = '{ }' WHERE name = 'policy'");
    assertFinds("'setting policy' in verified has a manifest that says something else");
  }

  @Test
  void anOutboxRowWithoutARecord_isFound() {
    damage("INSERT INTO outbox (bucket, clock, key) VALUES (1, 5, CAST('nothing' AS BLOB))");
    assertFinds("the outbox names key 'nothing' of bucket 1, which has no record");
    damage("INSERT INTO outbox (bucket, clock, key) VALUES (99, 5, CAST('small' AS BLOB))");
    assertFinds("the outbox names key 'small' of bucket 99");
  }

  private BlobHash published(ObjectKey key) {
    return fixture
        .index()
        .read(
            tables ->
                tables
                    .published()
                    .find(tables.buckets().require(BUCKET).id(), DocumentKey.of(key))
                    .orElseThrow())
        .manifest();
  }

  private void assertFinds(String finding) {
    assertThat(verify().findings()).anyMatch(each -> each.contains(finding));
    assertThat(verify().isClean()).isFalse();
  }

  private void damage(String sql) {
    DamagedIndex.run(fixture.index(), sql);
  }

  private VerifyReport verify() {
    return verifier().verify(true);
  }

  private Verifier verifier() {
    return new Verifier(fixture.index(), fixture.blobs(), fixture.replicas());
  }

  private void publish() {
    try (Publisher publisher =
        new Publisher(
            fixture.index(),
            fixture.blobs(),
            fixture.replicas(),
            fixture.stores().backlog(),
            fixture.stores().pins())) {
      assertThat(publisher.awaitEmpty(Duration.ofSeconds(30))).isTrue();
    }
  }

  private ObjectStore objects() {
    return fixture.stores().objects();
  }

  private ObjectRecord put(ObjectKey key, byte[] bytes) throws Exception {
    String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    NewObject object =
        new NewObject(new ETag(md5), ObjectMetadata.EMPTY, ObjectAttributes.EMPTY, List.of(), 0);
    try (StagedBody staged = objects().stage(BUCKET, Bytes.reader(bytes))) {
      return objects().put(BUCKET, key, object, staged, Precondition.NONE);
    }
  }
}
