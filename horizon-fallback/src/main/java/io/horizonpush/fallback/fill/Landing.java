package io.horizonpush.fallback.fill;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectBody.Part;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.Records;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done with a body of which all is here: its versions name its blob from then on, which
 * other members get from here, and the origin is known to have it. What was deleted or replaced
 * meanwhile stays so. Thread-safe.
 */
final class Landing {

  private static final Logger LOG = LoggerFactory.getLogger(Landing.class);

  private final Supplier<? extends Records> records;
  private final ReadCounts counts;

  Landing(Supplier<? extends Records> records, ReadCounts counts) {
    this.records = records;
    this.counts = counts;
  }

  /** Lets a version name its blob, which is pinned meanwhile. */
  void land(Wanted wanted, Upstream upstream, BlobHash blob) {
    Part part = Part.plain(1, blob, upstream.length(), List.of());
    ObjectBody.Blobs body = new ObjectBody.Blobs(List.of(part));
    try {
      if (change(wanted, new Draft.Fill(wanted.version(), body))) {
        confirm(wanted, upstream, blob);
        counts.add(upstream.name(), ReadCounts.Kind.FILLED, 1);
      } else {
        // Another member may have said meanwhile that it is this blob.
        hold(wanted, upstream, blob);
      }
    } catch (S3Exception e) {
      LOG.debug("What came from an origin is not kept", e);
    }
  }

  /** A node without access goes by nobody's word when it lets bytes go. */
  private void confirm(Wanted wanted, Upstream upstream, BlobHash blob) {
    if (upstream.origin().isOwn()) {
      Confirmation confirmation =
          new Confirmation(
              upstream.id(), upstream.key(), upstream.tag(), upstream.size(), blob.hex());
      boolean _ = change(wanted, new Draft.Confirm(wanted.version(), confirmation));
    }
  }

  /** Lets the readers of a bucket have a blob that a version of it names, and that came back. */
  void hold(Wanted wanted, Upstream upstream, BlobHash blob) {
    try {
      if (change(wanted, new Draft.Hold(wanted.version(), blob))) {
        counts.add(upstream.name(), ReadCounts.Kind.FILLED, 1);
      }
    } catch (S3Exception e) {
      LOG.debug("What came back from an origin is not kept", e);
    }
  }

  private boolean change(Wanted wanted, Draft draft) {
    Name name = wanted.name();
    return records
        .get()
        .change(new Change(name.bucket(), name.key(), new Expectation.Anything(), draft))
        .isPresent();
  }
}
