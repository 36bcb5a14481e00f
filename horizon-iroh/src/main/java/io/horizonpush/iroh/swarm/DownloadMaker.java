package io.horizonpush.iroh.swarm;

import io.horizonpush.iroh.content.PeerRecords;
import io.horizonpush.iroh.content.RecordFill;
import io.horizonpush.iroh.net.BlobFetch;
import io.horizonpush.iroh.net.BlobFetch.Source;
import io.horizonpush.iroh.net.PeerException;
import io.horizonpush.iroh.transfer.Tally;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.ByteRange;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BlobStore;
import io.horizonpush.s3.store.Content;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins downloads: into the blob itself, or beside it where what is here of it came through
 * another bucket. Nothing is begun before a member says that it has the blob. Thread-safe; blocks
 * its (virtual) thread.
 */
final class DownloadMaker {

  private static final Logger LOG = LoggerFactory.getLogger(DownloadMaker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final BlobStore blobs;
  private final PeerRecords records;
  private final BlobFetch fetch;
  private final Holders holders;
  private final Provenance provenance;
  private final Conduct conduct;

  DownloadMaker(PeerBlobs.Ground ground, Conduct conduct) {
    this.blobs = ground.blobs();
    this.records = ground.records();
    this.fetch = ground.fetch();
    this.holders = ground.holders();
    this.provenance = ground.provenance();
    this.conduct = conduct;
  }

  /** A blob as a record of a bucket names it. */
  record Name(BucketId bucket, BlobHash blob, long length) {}

  /**
   * Begins a download.
   *
   * @param alone whether nobody downloads the blob through another bucket, or as one of another
   *     length
   * @param tally counts what comes
   * @throws S3Exception {@code ServiceUnavailable} if no member says that it has the blob
   */
  Download begin(Name name, boolean alone, Tally tally) {
    Providers providers = new Providers(() -> holders.search(name.bucket(), name.blob()));
    boolean begun = false;
    try {
      Download download = begin(name, alone, providers, tally);
      begun = true;
      return download;
    } finally {
      if (!begun) {
        providers.close();
      }
    }
  }

  private Download begin(Name name, boolean alone, Providers providers, Tally tally) {
    boolean into =
        switch (provenance.standing(name.bucket(), name.blob(), name.length())) {
          case PARTS -> alone;
          case NOTHING -> {
            requireHolder(providers);
            yield alone;
          }
          case ELSEWHERE -> {
            requireHolder(providers);
            yield false;
          }
          case DISPUTED -> {
            requireLength(name, providers);
            yield alone && records.correct(name.blob(), name.length());
          }
          case REFUTED -> throw otherLength();
        };
    return (into ? into(name, providers, tally) : Optional.<Download>empty())
        .orElseGet(() -> beside(name, providers, tally));
  }

  private static void requireHolder(Providers providers) {
    if (providers.attempt().next().isEmpty()) {
      throw Download.nobodyGives(0);
    }
  }

  /** Whoever was the first to name a blob may have said anything: its last group decides. */
  private void requireLength(Name name, Providers providers) {
    Providers.Attempt attempt = providers.attempt();
    OptionalLong shown = OptionalLong.empty();
    while (shown.isEmpty()) {
      Holder holder = attempt.next().orElseThrow(() -> Download.nobodyGives(attempt.tried()));
      shown = length(holder.source(), name.blob());
    }
    if (shown.getAsLong() != name.length()) {
      throw otherLength();
    }
  }

  private OptionalLong length(Source source, BlobHash blob) {
    try {
      return fetch.length(source, blob, PATIENCE);
    } catch (PeerException e) {
      LOG.info("Node {} does not show how long a blob is: {}", source.peer(), e.getMessage());
      return OptionalLong.empty();
    }
  }

  private static S3Exception otherLength() {
    return new S3Exception(
        S3ErrorCode.SERVICE_UNAVAILABLE,
        "The bytes that this object names have another length than it says: whoever wrote it has to"
            + " write it again.");
  }

  private Optional<Download> into(Name name, Providers providers, Tally tally) {
    if (!provenance.begin(name.bucket(), name.blob(), name.length())) {
      return Optional.empty();
    }
    Optional<RecordFill> begun = records.fill(name.blob());
    Optional<RecordFill> fitting = begun.filter(fill -> fill.length() == name.length());
    if (fitting.isEmpty()) {
      begun.ifPresent(RecordFill::close);
    }
    return fitting.map(fill -> download(name, fill, providers, range -> kept(name, range), tally));
  }

  private Download beside(Name name, Providers providers, Tally tally) {
    RecordFill copy = records.fillBeside(name.blob(), name.length());
    return download(name, copy, providers, range -> records.openBeside(copy, range), tally);
  }

  private Download download(
      Name name,
      RecordFill fill,
      Providers providers,
      Function<ByteRange, Optional<Content>> arriving,
      Tally tally) {
    boolean made = false;
    try {
      Download download =
          new Download(
              fill,
              providers,
              holder -> new Provider.Peer(holder, fetch),
              conduct,
              new Download.Landing(arriving, range -> kept(name, range), () -> finish(name, fill)),
              basis(name, fill, providers, tally),
              tally);
      made = true;
      return download;
    } finally {
      if (!made) {
        fill.close();
      }
    }
  }

  private Optional<Content> kept(Name name, ByteRange range) {
    return blobs.open(name.blob(), range).content();
  }

  /**
   * The blob itself, where a part of it is damaged, or what was in its place before. What came
   * through another bucket is no help: the members of this one have to give all of it.
   */
  private Optional<Basis> basis(Name name, RecordFill fill, Providers providers, Tally tally) {
    Optional<BlobHash> here =
        provenance.holds(name.bucket(), name.blob())
            ? Optional.of(name.blob())
            : provenance.earlier(name.bucket(), name.blob());
    return here.flatMap(records::read)
        .map(
            earlier ->
                new Basis(
                    records,
                    fill,
                    earlier,
                    range -> blobs.open(earlier.record().hash(), range).content(),
                    new MemberTrees(holders, name, providers),
                    conduct,
                    tally));
  }

  private void finish(Name name, RecordFill fill) {
    fill.finish(Optional.of(name.blob())).close();
    provenance.hold(name.bucket(), name.blob());
  }
}
