package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.PluginBlobs;
import io.horizonpush.s3.store.PluginBlobs.Reader;
import io.horizonpush.s3.store.PluginBlobs.Writer;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What plugins read and keep, between the real stores of two nodes. */
@Timeout(180)
class PluginBlobsOfMembersTest extends MembersWithBytes {

  private static final ByteRange ALL = ByteRange.all(LARGE.length);

  private static PluginBlobs blobs(Member member) {
    return member.stores.stores().plugins().blobs();
  }

  private static Reader of(Bucket bucket) {
    return new Reader(Optional.of(bucket.id()), Optional.of("cache"));
  }

  private static BlobHash blob(Member member, Bucket bucket) {
    return member
        .objects()
        .store()
        .require(bucket, KEY, Optional.empty())
        .body()
        .parts()
        .getFirst()
        .blob();
  }

  @Test
  void aBlobThatMembersHave_comesWhileAPluginReadsIt() {
    Bucket bucket = shared("photos", LARGE);
    BlobHash blob = blob(taker, bucket);
    assertThat(blobs(taker).length(of(bucket), blob)).hasValue(LARGE.length);

    try (Content content = blobs(taker).open(of(bucket), blob, ALL).orElseThrow()) {
      assertThat(Bytes.bytes(content.reader())).isEqualTo(LARGE);
    }

    awaitHeld(bucket);
    giver.shared.clear();
    taker.shared.clear();
    try (Content content = blobs(taker).open(of(bucket), blob, ALL).orElseThrow()) {
      assertThat(Bytes.bytes(content.reader())).as("without anybody").isEqualTo(LARGE);
    }
  }

  /** A record can name whatever its writer has heard of. */
  @Test
  void aBlobThatAPluginKeeps_isGivenToNoMember_whoeverNamesIt() {
    Bucket elsewhere = taker.create("elsewhere");
    var named = taker.objects().put(elsewhere, KEY, LARGE);
    Bucket bucket = giver.create("open");
    Bucket here = taker.join(bucket);
    try (Writer writer = blobs(giver).writer("cache", LARGE.length)) {
      writer.write(ByteBuffer.wrap(LARGE));
      BlobHash kept = writer.finish().hash();
      assertThat(kept).isEqualTo(blob(taker, elsewhere));
    }
    giver.learn(bucket, named);
    taker.learn(here, named);

    assertThatThrownBy(() -> blobs(taker).open(of(here), blob(taker, here), ALL))
        .isInstanceOfSatisfying(
            S3Exception.class,
            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE));
    assertThatThrownBy(() -> giver.objects().read(bucket, KEY)).isInstanceOf(S3Exception.class);
  }
}
