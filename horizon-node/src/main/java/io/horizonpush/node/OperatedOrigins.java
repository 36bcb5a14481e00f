package io.horizonpush.node;

import io.horizonpush.fallback.OriginTrial;
import io.horizonpush.fallback.origin.OriginConnection;
import io.horizonpush.fallback.origin.OriginDescription;
import io.horizonpush.iroh.store.ChangeNews.OfBucket;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.node.OriginUses.Use;
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
import io.horizonpush.node.admin.TransitionReport;
import io.horizonpush.node.admin.TransitionRequest;
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
  private final OriginUses uses;
  private final NodeStores stores;
  private final NodeWriteBack writeBack;
  private final NodeImports imports;
  private final OperatedTransitions transitions;

  OperatedOrigins(
      NodeOrigins origins,
      OriginUses uses,
      NodeStores stores,
      NodeWriteBack writeBack,
      NodeImports imports,
      OperatedTransitions transitions) {
    this.imports = imports;
    this.transitions = transitions;
    this.origins = origins;
    this.uses = uses;
    this.stores = stores;
    this.writeBack = writeBack;
  }

  @Override
  public OriginList origins() {
    return new OriginList(origins.all().stream().map(this::report).toList());
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
    List<BucketName> buckets = uses.of(origins.require(name)).stream().map(Use::name).toList();
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
    return report(require(bucket));
  }

  @Override
  public BucketOriginsReport setBucketOrigins(BucketName name, BucketOriginsChange change) {
    Bucket bucket = require(name);
    BucketOrigins before = bucket.configuration().origins();
    BucketOrigins next =
        change.isOfAll() ? new ChosenOrigins(origins, before).changedBy(change) : before;
    GrantedOrigins granted = new GrantedOrigins(origins, next);
    List<OriginId> allowed = granted.named(change.origins(), change.allow());
    List<OriginId> denied = granted.required(change.deny());
    if (change.isOfAll()) {
      stores.buckets().setOrigins(bucket.id(), next);
      origins.grants().retain(bucket.id(), granted.all());
    }
    origins.grants().set(bucket.id(), allowed, true);
    origins.grants().set(bucket.id(), denied, false);
    allowed.forEach(writeBack::retry);
    stores.news().changed(new OfBucket(bucket.id()));
    return report(require(name));
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

  @Override
  public TransitionReport moveObject(BucketName bucket, TransitionRequest asked) {
    return transitions.move(require(bucket), asked);
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

  private BucketOriginsReport report(Bucket bucket) {
    return BucketOriginsReport.of(
        bucket.configuration().origins(), origin -> origins.access(bucket.id(), origin));
  }

  private OriginReport report(HeldOrigin origin) {
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
        uses.of(origin).stream()
            .map(use -> new OriginReport.OfBucket(use.name().value(), use.use()))
            .toList(),
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
