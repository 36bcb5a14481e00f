package io.horizonpush.fallback.fleet;

import io.horizonpush.fallback.origin.OriginBody;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginFault;
import io.horizonpush.fallback.origin.OriginListing;
import io.horizonpush.fallback.origin.OriginMetadata;
import io.horizonpush.fallback.origin.OriginObject;
import io.horizonpush.fallback.origin.OriginPage;
import io.horizonpush.fallback.origin.OriginType;
import io.horizonpush.fallback.origin.UnwritableOrigin;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectSummary;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.Tags;
import io.horizonpush.s3.store.ListQuery;
import io.horizonpush.s3.store.MemberOrigins;
import io.horizonpush.s3.store.MemberOrigins.Turn;
import io.horizonpush.s3.store.ObjectListing;
import io.horizonpush.s3.store.PinnedObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * An origin of a bucket as members read it that have access. Nothing is written to it. Of an object
 * that is opened no more is known than its tag and size. Thread-safe.
 */
final class MemberOrigin extends UnwritableOrigin {

  /** Nothing is signed for it. */
  private static final String ANY_REGION = "us-east-1";

  private final BucketId bucket;
  private final ListedOrigin listed;
  private final MemberOrigins members;
  private final OriginDescription description;

  MemberOrigin(BucketId bucket, ListedOrigin listed, MemberOrigins members) {
    this.bucket = bucket;
    this.listed = listed;
    this.members = members;
    this.description = description(listed);
  }

  private static OriginDescription description(ListedOrigin listed) {
    OriginType type = OriginType.named(listed.type());
    OriginDescription.Input input =
        OriginDescription.Input.of(type, listed.bucket())
            .withEndpoint(listed.endpoint())
            .withPrefix(listed.prefix())
            .withReadOnly(true);
    boolean hasRegion = type == OriginType.S3 || type == OriginType.AWS_S3;
    return OriginDescription.of(hasRegion ? input.withRegion(ANY_REGION) : input);
  }

  @Override
  public OriginDescription description() {
    return description;
  }

  @Override
  public boolean describesWithBytes() {
    return false;
  }

  @Override
  public OriginObject head(String key) {
    return said(() -> members.find(bucket, listed.id(), own(key)))
        .map(MemberOrigin::object)
        .orElseThrow(() -> new OriginException(new OriginFault.Missing(), "nothing is there"));
  }

  private static OriginObject object(StoredVersion version) {
    ObjectBody.Remote there = (ObjectBody.Remote) version.body();
    return new OriginObject(
        there.key(),
        there.tag(),
        there.length(),
        version.lastModified(),
        new OriginMetadata(version.metadata(), version.attributes().tags(), Optional.empty()),
        version.checksums());
  }

  @Override
  public Tags tags(String key) {
    throw unsupported();
  }

  @Override
  public OriginBody open(String key, Optional<ByteRange> range, Optional<String> pin) {
    String tag = pin.orElseThrow(MemberOrigin::unsupported);
    MemberOrigins.Body body =
        members
            .open(new PinnedObject(bucket, listed.id(), own(key), tag), range, Turn.ANYBODY)
            .orElseThrow(() -> failure(key, tag));
    return new OriginBody(
        new OriginObject(key, tag, body.size(), Instant.EPOCH, OriginMetadata.EMPTY, List.of()),
        new ByteRange(range.map(ByteRange::offset).orElse(0L), body.length()),
        body.bytes(),
        () -> close(body));
  }

  /** Why no member gives an object. */
  private OriginException failure(String key, String tag) {
    return head(key).tag().equals(tag)
        ? unavailable()
        : new OriginException(new OriginFault.Changed(), "another version is there");
  }

  private static void close(MemberOrigins.Body body) {
    try {
      body.bytes().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public OriginPage list(OriginListing listing) {
    String behind = listing.marker().or(() -> listing.after().map(this::behind)).orElse("");
    ObjectListing page =
        said(
            () ->
                members.list(
                    bucket,
                    listed.id(),
                    new ListQuery(
                        behind(listing.prefix()),
                        listing.delimiter().orElse(""),
                        behind,
                        listing.limit())));
    return new OriginPage(
        page.objects().stream().map(this::entry).toList(),
        page.commonPrefixes().stream().map(listed.prefix()::concat).toList(),
        page.next());
  }

  private OriginPage.Entry entry(ObjectSummary.OfObject object) {
    return new OriginPage.Entry(
        listed.prefix() + object.key().value(),
        object.etag().value(),
        object.size(),
        object.lastModified());
  }

  /** What of a key there is behind the origin's prefix. */
  private String behind(String there) {
    return there.substring(listed.prefix().length());
  }

  private ObjectKey own(String key) {
    return new ObjectKey(behind(key));
  }

  private static <T> T said(Supplier<T> question) {
    try {
      return question.get();
    } catch (S3Exception e) {
      throw unavailable();
    }
  }

  private static OriginException unavailable() {
    return new OriginException(
        new OriginFault.Unavailable(Optional.empty()), "no member reads there now");
  }

  private static OriginException unsupported() {
    return new OriginException(
        new OriginFault.Unsupported(), "members do not do this for each other");
  }
}
