package io.horizonpush.node.admin;

import io.horizonpush.node.config.OriginInput;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.origins.OriginRefusedException;
import io.horizonpush.node.origins.OriginRefusedException.Reason;
import io.horizonpush.node.origins.OriginUse;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins.ListingWhenDown;
import io.horizonpush.s3.model.BucketOrigins.Writes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Origins of a node that answers fixed values. */
public final class TestingOrigins implements OriginControl {

  /** What was asked for that changes something, in words. */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  /** Whether trying one succeeds. */
  public volatile boolean good = true;

  private static OriginReport report(String name) {
    return new OriginReport(
        name,
        "cd".repeat(32),
        "s3",
        "https://s3.example.com",
        "there",
        "a/",
        Optional.of("us-east-1"),
        true,
        false,
        false,
        "an access key",
        false,
        OriginReport.Breaker.OPEN,
        List.of(new OriginReport.OfBucket("bucket", OriginUse.UNDECIDED)),
        Optional.of(
            new OriginReport.Budget(
                100L << 30, Duration.ofDays(30), 1L << 30, Instant.EPOCH, true)),
        Optional.empty());
  }

  @Override
  public OriginList origins() {
    return new OriginList(List.of(report("cold")));
  }

  @Override
  public OriginQueues queues() {
    return new OriginQueues(
        List.of(
            new OriginQueues.Queue(
                "cd".repeat(32),
                Optional.of("cold"),
                1,
                4096,
                Instant.EPOCH,
                1,
                Optional.of("it does not answer"),
                List.of(new OriginQueues.Waiting("bucket", "key", "the key is too long")))));
  }

  @Override
  public OriginQueues drain(OriginDrain which) {
    asked.add("drain " + which.origin().orElse("all"));
    return queues();
  }

  @Override
  public OriginReport addOrigin(OriginInput origin, boolean replace) {
    String secrets =
        origin.access().secretKey().map(Secret::value).orElse("-")
            + origin.access().accountKey().map(Secret::value).orElse("-")
            + origin.access().sas().map(Secret::value).orElse("-")
            + origin.access().serviceAccount().map(Secret::value).orElse("-");
    asked.add("add " + origin + (replace ? " in place, " : ", ") + secrets);
    return report(origin.name());
  }

  @Override
  public OriginTrialReport testOrigin(String name) {
    requireCold(name);
    return new OriginTrialReport(
        name,
        good,
        List.of(
            new OriginTrialReport.Step(
                "put",
                Duration.ofMillis(7),
                good ? Optional.empty() : Optional.of("check the credentials"))));
  }

  @Override
  public RemovedOrigin removeOrigin(String name, boolean force) {
    requireCold(name);
    asked.add("remove " + name + (force ? " by force" : ""));
    return new RemovedOrigin(name);
  }

  private static void requireCold(String name) {
    if (!name.equals("cold")) {
      throw new OriginRefusedException(Reason.UNKNOWN, "there is none");
    }
  }

  @Override
  public BucketImportReport importBucket(BucketName bucket, BucketImportRequest request) {
    asked.add("import " + bucket + (request.head() ? " with heads" : ""));
    return bucketImport(bucket);
  }

  @Override
  public BucketImportReport bucketImport(BucketName bucket) {
    return new BucketImportReport(
        bucket,
        BucketImportReport.State.DONE,
        false,
        Optional.of("cold"),
        10,
        7,
        2,
        1,
        List.of("a key"),
        Optional.empty(),
        Instant.EPOCH,
        Optional.of(Instant.EPOCH));
  }

  @Override
  public BucketImportReport cancelImport(BucketName bucket) {
    asked.add("cancel the import of " + bucket);
    return bucketImport(bucket);
  }

  @Override
  public TransitionReport moveObject(BucketName bucket, TransitionRequest request) {
    asked.add("move %s of %s to %s".formatted(request.key(), bucket, request.storageClass()));
    return new TransitionReport(bucket, request.key(), request.storageClass(), true);
  }

  @Override
  public BucketOriginsReport bucketOrigins(BucketName bucket) {
    return new BucketOriginsReport(
        List.of(
            new BucketOriginsReport.Listed(
                "cd".repeat(32),
                Optional.of("cold"),
                "s3",
                "https://s3.example.com",
                "there",
                "a/",
                false,
                OriginUse.UNDECIDED)),
        Writes.WRITE_BACK,
        "ttl=60s",
        ListingWhenDown.REFUSE,
        List.of(new BucketOriginsReport.OfClass("GLACIER", "cd".repeat(32), Optional.of("cold"))));
  }

  @Override
  public BucketOriginsReport setBucketOrigins(BucketName bucket, BucketOriginsChange change) {
    asked.add(
        "origins of %s: %s %s %s"
            .formatted(bucket, change.origins(), change.writes(), change.freshness()));
    change.listingWhenDown().ifPresent(listing -> asked.add("listing when down: " + listing));
    change.storageClasses().ifPresent(classes -> asked.add("classes " + classes));
    change.allow().ifPresent(names -> asked.add("allow " + names));
    change.deny().ifPresent(names -> asked.add("deny " + names));
    return bucketOrigins(bucket);
  }
}
