package io.horizonpush.node;

import io.horizonpush.fallback.OriginTrial;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.store.ChangeNews.OfBucket;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.node.admin.BucketImportReport;
import io.horizonpush.node.admin.BucketImportRequest;
import io.horizonpush.node.admin.BucketOriginsChange;
import io.horizonpush.node.admin.BucketOriginsReport;
import io.horizonpush.node.admin.OriginControl;
import io.horizonpush.node.admin.OriginDrain;
import io.horizonpush.node.admin.OriginList;
import io.horizonpush.node.admin.OriginQueues;
import io.horizonpush.node.admin.OriginReport;
import io.horizonpush.node.admin.OriginTrialReport;
import io.horizonpush.node.admin.RemovedOrigin;
import io.horizonpush.node.config.OriginInput;
import io.horizonpush.node.origins.HeldOrigin;
import io.horizonpush.node.origins.NodeOrigins;
import io.horizonpush.node.origins.OriginRefusedException;
import io.horizonpush.node.origins.OriginRefusedException.Reason;
import io.horizonpush.node.origins.OriginSettings;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BucketImport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an operator does with origins, and with those of buckets. Thread-safe. */
final class OperatedOrigins implements OriginControl {

  private final NodeOrigins origins;
  private final Index index;
  private final NodeStores stores;
  private final NodeWriteBack writeBack;
  private final NodeImports imports;

  OperatedOrigins(
      NodeOrigins origins,
      Index index,
      NodeStores stores,
      NodeWriteBack writeBack,
      NodeImports imports) {
    this.imports = imports;
    this.origins = origins;
    this.index = index;
    this.stores = stores;
    this.writeBack = writeBack;
  }

  @Override
  public OriginList origins() {
    return new OriginList(origins.all().stream().map(OperatedOrigins::report).toList());
  }

  @Override
  public OriginReport addOrigin(OriginInput origin, boolean replace) {
    return report(origins.add(origin.name(), OriginSettings.of(origin), replace));
  }

  @Override
  public OriginTrialReport testOrigin(String name) {
    OriginTrial.Result result = origins.test(name);
    return new OriginTrialReport(
        name,
        result.isGood(),
        result.steps().stream()
            .map(step -> new OriginTrialReport.Step(step.name(), step.took(), step.failure()))
            .toList());
  }

  @Override
  public RemovedOrigin removeOrigin(String name, boolean force) {
    List<BucketName> buckets = bucketsOf(origins.require(name).id());
    if (!buckets.isEmpty() && !force) {
      throw new OriginRefusedException(
          Reason.IN_USE,
          "the origin %s is one of %s: take it out with bucket origins, or give --force: what only that origin has is not read then"
              .formatted(
                  name, buckets.stream().map(BucketName::value).collect(Collectors.joining(", "))));
    }
    origins.remove(name);
    return new RemovedOrigin(name);
  }

  private List<BucketName> bucketsOf(OriginId id) {
    return index.read(
        tables ->
            tables.buckets().all().stream()
                .filter(
                    row ->
                        tables.settings().configuration(row.id()).origins().origins().stream()
                            .anyMatch(origin -> origin.id().equals(id)))
                .map(BucketRow::name)
                .sorted()
                .toList());
  }

  @Override
  public OriginQueues queues() {
    return writeBack.queues();
  }

  @Override
  public OriginQueues drain(OriginDrain asked) {
    return writeBack.retry(asked.origin());
  }

  @Override
  public BucketOriginsReport bucketOrigins(BucketName bucket) {
    return report(require(bucket).configuration().origins());
  }

  @Override
  public BucketOriginsReport setBucketOrigins(BucketName name, BucketOriginsChange change) {
    Bucket bucket = require(name);
    BucketOrigins next =
        new ChosenOrigins(origins, bucket.configuration().origins()).changedBy(change);
    stores.buckets().setOrigins(bucket.id(), next);
    stores.news().changed(new OfBucket(bucket.id()));
    return report(next);
  }

  @Override
  public BucketImportReport importBucket(BucketName name, BucketImportRequest asked) {
    imports.begin(require(name), asked.head());
    return bucketImport(name);
  }

  @Override
  public BucketImportReport bucketImport(BucketName name) {
    return imports
        .find(require(name).id())
        .map(known -> report(name, known))
        .orElseThrow(
            () ->
                new OriginRefusedException(
                    Reason.UNKNOWN,
                    "nothing was imported into the bucket %s: origin import %s begins it"
                        .formatted(name, name)));
  }

  @Override
  public BucketImportReport cancelImport(BucketName name) {
    imports.cancel(require(name).id());
    return bucketImport(name);
  }

  private BucketImportReport report(BucketName bucket, NodeImports.Known known) {
    BucketImport last = known.last();
    return new BucketImportReport(
        bucket,
        switch (last.state()) {
          case RUNNING -> BucketImportReport.State.RUNNING;
          case DONE -> BucketImportReport.State.DONE;
          case CANCELLED -> BucketImportReport.State.CANCELLED;
          case FAILED -> BucketImportReport.State.FAILED;
        },
        last.describe(),
        last.at().flatMap(at -> origins.held(at.origin())).map(HeldOrigin::name),
        last.counts().seen(),
        last.counts().learnt(),
        last.counts().known(),
        last.counts().refused(),
        known.refused(),
        last.trouble(),
        last.begun(),
        last.ended());
  }

  private Bucket require(BucketName name) {
    return stores.buckets().find(name).orElseThrow(() -> S3Exception.noSuchBucket(name));
  }

  private BucketOriginsReport report(BucketOrigins known) {
    return BucketOriginsReport.of(known, id -> origins.held(id).map(HeldOrigin::name));
  }

  private static OriginReport report(HeldOrigin origin) {
    OriginConnection connection = origin.settings().connection();
    OriginDescription description = connection.description();
    return new OriginReport(
        origin.name(),
        origin.id().toString(),
        description.place().type().toString(),
        description.place().endpoint().toString(),
        description.place().bucket(),
        description.place().prefix(),
        Optional.of(description.region()).filter(region -> !region.isEmpty()),
        description.pathStyle(),
        description.readOnly(),
        connection.allowPrivate(),
        connection.credentials().kind(),
        origin.configured(),
        origin
            .isLeftAlone()
            .map(alone -> alone ? OriginReport.Breaker.OPEN : OriginReport.Breaker.CLOSED)
            .orElse(OriginReport.Breaker.UNUSED),
        origin.bytesSpent().map(OperatedOrigins::report),
        origin.requestsSpent().map(OperatedOrigins::report));
  }

  private static OriginReport.Budget report(HeldOrigin.Spent spent) {
    return new OriginReport.Budget(
        spent.limit().amount(),
        spent.limit().period(),
        spent.spent().amount(),
        spent.spent().since(),
        spent.refused());
  }
}
