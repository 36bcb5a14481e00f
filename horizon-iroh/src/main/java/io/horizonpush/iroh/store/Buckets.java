package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.LogTable.Reader;
import io.horizonpush.iroh.index.Mutation;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.store.ChangeNews.OfBucket;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.BucketConfiguration.Versioning;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.BucketSetting;
import io.horizonpush.s3.model.DefaultRetention;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Pages;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.BucketStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets of this node.
 *
 * <p>Deleting one moves its row aside at once; a sweep removes what belonged to it in small steps,
 * and begins again after a crash. Thread-safe; blocks its (virtual) thread.
 */
final class Buckets implements BucketStore {

  private static final Logger LOG = LoggerFactory.getLogger(Buckets.class);

  private final Index index;
  private final BucketSweep sweep;
  private final LogBackfill backfill;
  private final Backlog backlog;
  private final Sharing sharing;
  private final HomeDuty homeDuty;
  private final HeldBlobs held;
  private final ChangeNews news;
  private final SecureRandom random = new SecureRandom();

  /**
   * What requests ask for most. An entry is removed after the change that makes it wrong is
   * committed and before that is answered, so that whoever was answered sees the change.
   */
  private final ConcurrentMap<BucketName, Bucket> byName = new ConcurrentHashMap<>();

  private final ConcurrentMap<BucketId, BucketRow> byId = new ConcurrentHashMap<>();

  /**
   * @param sharing knows what this node may do in buckets that others have too
   * @param held forgets what deleted buckets had
   * @param news hears of every bucket that came, went or changed
   */
  Buckets(
      Index index,
      BucketSweep sweep,
      Backlog backlog,
      Sharing sharing,
      HeldBlobs held,
      ChangeNews news) {
    this.index = index;
    this.sweep = sweep;
    this.backfill = new LogBackfill(index, backlog, sharing.self());
    this.backlog = backlog;
    this.sharing = sharing;
    this.held = held;
    this.news = news;
    this.homeDuty = new HomeDuty(sharing);
  }

  /** What this node decides for all members. */
  HomeDuty homeDuty() {
    return homeDuty;
  }

  /** What waits for the buckets' documents. */
  Backlog backlog() {
    return backlog;
  }

  private Bucket bucket(Tables tables, BucketRow row) {
    return row.bucket(
        tables.settings().of(row.id()),
        tables.settings().configuration(row.id()),
        sharing.here(tables, row));
  }

  @Override
  public Bucket create(BucketName name, Owner owner, NewBucket bucket) {
    find(name).ifPresent(existing -> refuse(name, existing.owner(), owner));
    BucketId id = BucketId.random(random);
    try {
      Created created =
          index.write(
              Durability.STRICT,
              tables -> {
                tables.buckets().find(name).ifPresent(row -> refuse(name, row.owner(), owner));
                BucketRow row =
                    tables
                        .buckets()
                        .insert(
                            new BucketRow(
                                0,
                                id,
                                name,
                                owner,
                                now(),
                                bucket.options().durability(),
                                bucket.options().document()));
                if (row.document() == DocumentMode.EAGER) {
                  tables.log().follow(Reader.PUBLISHER, row.id());
                }
                tables.log().begin(row.id());
                return new Created(row, settings(tables, row).begin(bucket), bucket(tables, row));
              });
      backlog.added(created.row().id(), created.logged());
      return created.bucket();
    } finally {
      byName.remove(name);
      news.changed(new OfBucket(id));
    }
  }

  private record Created(BucketRow row, int logged, Bucket bucket) {}

  private Instant now() {
    return index.wall().instant().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void configure(BucketId id, BucketSetting setting, Optional<String> document) {
    set(id, settings -> settings.configure(setting, document));
  }

  /** Sets something; {@code change} answers the number of changes that it logged. */
  private void set(BucketId id, ToIntFunction<SettingDecision> change) {
    BucketRow known = require(id);
    backlog.awaitRoom(known.id());
    int logged =
        change(
            known,
            tables -> {
              BucketRow row = tables.buckets().require(id);
              requireOwner(tables, row);
              return change.applyAsInt(settings(tables, row));
            });
    backlog.added(known.id(), logged);
  }

  /** What a bucket is on all of its members, its owners alone say. */
  private void requireOwner(Tables tables, BucketRow row) {
    if (sharing.here(tables, row).filter(mode -> mode != MemberMode.OWNER).isPresent()) {
      throw S3Exception.notAMember(row.name(), MemberMode.OWNER);
    }
  }

  private SettingDecision settings(Tables tables, BucketRow row) {
    return new SettingDecision(tables, row, sharing.self(), now());
  }

  @Override
  public void setVersioning(BucketId id, Versioning versioning) {
    set(id, settings -> settings.setVersioning(versioning));
  }

  @Override
  public void setObjectLock(BucketId id, Optional<DefaultRetention> retention) {
    set(id, settings -> settings.setObjectLock(retention));
  }

  @Override
  public void setPages(BucketId id, Pages pages) {
    set(id, settings -> settings.setPages(pages));
  }

  @Override
  public void setDeciding(BucketId id, Deciding deciding) {
    set(id, settings -> settings.setDeciding(deciding));
  }

  @Override
  public void setCopies(BucketId id, OptionalInt copies) {
    set(id, settings -> settings.setCopies(copies));
  }

  @Override
  public void setOrigins(BucketId id, BucketOrigins origins) {
    set(id, settings -> settings.setOrigins(origins));
  }

  @Override
  public void setOptions(BucketId id, Options options) {
    BucketRow known = require(id);
    long waiting =
        change(
            known,
            tables -> {
              BucketRow row = tables.buckets().require(id);
              requireDocument(tables, row, options.document());
              tables.buckets().setOptions(row.id(), options.durability(), options.document());
              return changeDocument(tables, row, options.document());
            });
    backlog.added(known.id(), Math.max(waiting, 0));
    backlog.removed(known.id(), Math.max(-waiting, 0));
    backfill.run(known.id());
  }

  private static void requireDocument(Tables tables, BucketRow row, DocumentMode document) {
    if (document == DocumentMode.ON_SHARE && tables.sharing().founder(row.id()).isPresent()) {
      throw new S3Exception(
          S3ErrorCode.INVALID_BUCKET_STATE,
          "Other nodes have the bucket, too, and follow its document: it stays.");
    }
  }

  /** Begins or ends the document of a bucket; tells how many changes more wait for it. */
  private static long changeDocument(Tables tables, BucketRow bucket, DocumentMode document) {
    if (document == bucket.document()) {
      return 0;
    }
    return switch (document) {
      case EAGER -> LogBackfill.begin(tables, bucket);
      case ON_SHARE -> {
        long dropped = tables.log().count(Reader.PUBLISHER, bucket.id());
        tables.log().unfollow(Reader.PUBLISHER, bucket.id());
        tables.backfills().remove(bucket.id());
        yield -dropped;
      }
    };
  }

  /** The documents that are made of all that the buckets have. */
  LogBackfill backfill() {
    return backfill;
  }

  private <T> T change(BucketRow bucket, Mutation<T> mutation) {
    try {
      return index.write(Durability.STRICT, mutation);
    } finally {
      forget(bucket);
    }
  }

  /** Forgets what memory holds of a bucket that changed. */
  void forget(BucketRow bucket) {
    sharing.changed();
    byName.remove(bucket.name());
    byId.remove(bucket.uid());
    news.changed(new OfBucket(bucket.uid()));
  }

  @Override
  public Optional<Bucket> find(BucketName name) {
    return Optional.ofNullable(
        byName.computeIfAbsent(
            name,
            each ->
                index
                    .read(tables -> tables.buckets().find(each).map(row -> bucket(tables, row)))
                    .orElse(null)));
  }

  /** The row of a bucket that is not deleted. */
  Optional<BucketRow> find(long row) {
    return index.read(tables -> tables.buckets().find(row));
  }

  /**
   * The row of a bucket.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  BucketRow require(BucketId id) {
    BucketRow known =
        byId.computeIfAbsent(
            id, each -> index.read(tables -> tables.buckets().find(each)).orElse(null));
    if (known == null) {
      throw S3Exception.noSuchBucket();
    }
    return known;
  }

  /**
   * The bucket of an id, as clients find it by its name.
   *
   * @throws S3Exception {@code NoSuchBucket}
   */
  Bucket get(BucketId id) {
    return find(require(id).name())
        .filter(bucket -> bucket.id().equals(id))
        .orElseThrow(S3Exception::noSuchBucket);
  }

  @Override
  public List<Bucket> list() {
    return index.read(
        tables -> tables.buckets().all().stream().map(row -> bucket(tables, row)).toList());
  }

  @Override
  public List<Bucket> list(Optional<BucketName> after, int most) {
    return index.read(
        tables ->
            tables.buckets().some(after, most).stream().map(row -> bucket(tables, row)).toList());
  }

  @Override
  public void delete(BucketId id) {
    remove(id, Buckets::requireToDelete);
  }

  private static void requireToDelete(Tables tables, BucketRow row) {
    if (tables.sharing().founder(row.id()).isPresent()) {
      throw new S3Exception(
              S3ErrorCode.INVALID_BUCKET_STATE,
              "Other nodes have the bucket, too: the command bucket leave removes it from this"
                  + " one.")
          .with("BucketName", row.name().value());
    }
    requireEmpty(tables, row);
  }

  /** Removes a bucket from this node with all that it has. */
  void remove(BucketId id) {
    remove(id, (_, _) -> {});
  }

  private void remove(BucketId id, BiConsumer<Tables, BucketRow> check) {
    BucketRow deleted =
        change(
            require(id),
            tables -> {
              BucketRow row = tables.buckets().require(id);
              check.accept(tables, row);
              tables.buckets().doom(row);
              return row;
            });
    sharing.forget(id);
    // It may come again under the same id.
    held.forget(id);
    try {
      sweep.run(deleted.id());
    } catch (RuntimeException e) {
      // The bucket is gone for every client; the next start sweeps again.
      LOG.warn("What bucket {} left behind is removed at the next start", deleted.name(), e);
    }
  }

  private static void requireEmpty(Tables tables, BucketRow bucket) {
    if (!tables.versions().isEmpty(bucket.id())) {
      throw notEmpty(bucket, "The bucket you tried to delete is not empty");
    }
    if (tables.versions().hasOthersShown(bucket.id())) {
      throw notEmpty(
          bucket,
          "The bucket you tried to delete is not empty. You must delete all versions in the"
              + " bucket.");
    }
    if (tables.versions().hasLosers(bucket.id())) {
      throw notEmpty(
          bucket,
          "The bucket you tried to delete has versions of keys that were written in two places at"
              + " once. Decide about each of them first.");
    }
  }

  private static S3Exception notEmpty(BucketRow bucket, String message) {
    return new S3Exception(S3ErrorCode.BUCKET_NOT_EMPTY, message)
        .with("BucketName", bucket.name().value());
  }

  private static void refuse(BucketName name, Owner existing, Owner owner) {
    if (existing.id().equals(owner.id())) {
      throw new S3Exception(
              S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU,
              "Your previous request to create the named bucket succeeded and you already own it.")
          .with("BucketName", name.value());
    }
    throw new S3Exception(
            S3ErrorCode.BUCKET_ALREADY_EXISTS,
            "The requested bucket name is not available. Please select a different name and try"
                + " again.")
        .with("BucketName", name.value());
  }
}
