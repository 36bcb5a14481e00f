package io.horizonpush.iroh.store;

import io.horizonpush.iroh.index.AwaitedUploadTable.AwaitedRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.Mutation;
import io.horizonpush.iroh.index.OriginTable.Named;
import io.horizonpush.iroh.index.OriginTaskTable.Errand;
import io.horizonpush.iroh.index.OriginTaskTable.TaskRow;
import io.horizonpush.iroh.index.OriginTaskTable.UploadRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.store.IndexedObjectStore.Framed;
import io.horizonpush.iroh.store.KeyInTransaction.Made;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketOrigins;
import io.horizonpush.s3.model.Confirmation;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyVersions;
import io.horizonpush.s3.model.ObjectBody;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.ObjectVersion;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.store.Change;
import io.horizonpush.s3.store.Change.Draft;
import io.horizonpush.s3.store.Change.Expectation;
import io.horizonpush.s3.store.OriginJournal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The journal in the index. Thread-safe; blocks its (virtual) thread. */
final class IndexedOriginJournal implements OriginJournal {

  /** What one transaction makes due: few enough for others to get between. */
  private static final int RETRIED_AT_ONCE = 1000;

  private final Index index;
  private final IndexedObjectStore objects;
  private final SecretBox box;

  /**
   * @param box encrypts the tokens of uploads
   */
  IndexedOriginJournal(Index index, IndexedObjectStore objects, SecretBox box) {
    this.index = index;
    this.objects = objects;
    this.box = box;
  }

  @Override
  public List<OriginId> origins() {
    return index.read(tables -> tables.originTasks().origins());
  }

  @Override
  public Optional<Load> load(OriginId origin) {
    return index
        .read(tables -> tables.originTasks().load(origin))
        .map(row -> new Load(origin, row.tasks(), row.size(), row.oldest(), row.stuck()));
  }

  @Override
  public long size() {
    return index.read(tables -> tables.originTasks().size());
  }

  @Override
  public List<Task> due(OriginId origin, int limit) {
    Instant now = index.wall().instant();
    return index.read(tables -> tables.originTasks().due(origin, now, limit)).stream()
        .map(this::task)
        .toList();
  }

  @Override
  public List<Stuck> stuck(OriginId origin, int limit) {
    return index.read(tables -> tables.originTasks().stuck(origin, limit)).stream()
        .map(row -> new Stuck(task(row), row.progress().stuck().orElse("")))
        .toList();
  }

  private Task task(TaskRow row) {
    return new Task(
        row.id(),
        row.uid(),
        row.errand().of().key(),
        row.errand().of().version(),
        row.errand().origin(),
        row.errand().originKey(),
        row.errand().deletion(),
        row.errand().size(),
        row.errand().stamp(),
        row.progress().queued(),
        row.progress().attempts(),
        row.progress().expected(),
        row.progress().upload().map(upload -> begun(row, upload)));
  }

  private Begun begun(TaskRow row, UploadRow upload) {
    return new Begun(
        upload.version(),
        box.open(name(row.errand().origin(), row.errand().originKey()), upload.sealed()));
  }

  private static String name(OriginId origin, String originKey) {
    return "upload to " + origin + " " + originKey;
  }

  @Override
  public List<Long> of(BucketId bucket, ObjectKey key) {
    return index.read(
        tables ->
            tables
                .buckets()
                .find(bucket)
                .map(row -> tables.originTasks().of(row.id(), key))
                .orElseGet(List::of));
  }

  @Override
  public boolean isQueued(long task) {
    return index.read(tables -> tables.originTasks().find(task)).isPresent();
  }

  @Override
  public boolean isCurrent(Task task) {
    return index.snapshot(
        tables ->
            tables
                .originTasks()
                .find(task.id())
                .filter(row -> stands(tables, row.errand()))
                .isPresent());
  }

  /** Whether its version is what there is to say of its key; a tombstone may be forgotten. */
  private static boolean stands(Tables tables, Errand errand) {
    Named of = errand.of();
    return current(tables, errand)
        .map(version -> version.id().equals(of.version()) || isFormerPlace(tables, errand, version))
        .orElse(errand.deletion());
  }

  private static Optional<ObjectVersion> current(Tables tables, Errand errand) {
    Named of = errand.of();
    return tables
        .versions()
        .withNext(of.bucket(), of.key(), Optional.of(of.version()))
        .versions()
        .currentOrRemoved();
  }

  /** Whether nothing is to be at an origin, whichever version the key has by now. */
  private static boolean isFormerPlace(Tables tables, Errand errand, ObjectVersion current) {
    Optional<StoredVersion> stored = current.stored().filter(each -> !each.isRemoved());
    return errand.deletion()
        && stored.isPresent()
        && remoteAt(stored.get()).filter(errand.origin()::equals).isEmpty()
        && tables
            .settings()
            .configuration(errand.of().bucket())
            .origins()
            .others(stored.get().attributes().storageClass())
            .stream()
            .anyMatch(each -> each.id().equals(errand.origin()));
  }

  @Override
  public boolean mayDelete(Task task) {
    // What is gone from here can go from there; only of what is here another origin must have it.
    boolean isThere =
        index.snapshot(
            tables ->
                tables
                    .originTasks()
                    .find(task.id())
                    .flatMap(row -> stored(tables, row.errand()))
                    .isPresent());
    // On the disk before anything is deleted, as what was confirmed elsewhere is.
    return !isThere
        || index.write(
            Durability.STRICT,
            tables ->
                tables
                    .originTasks()
                    .find(task.id())
                    .map(row -> mayDelete(tables, row))
                    .orElse(false));
  }

  private static boolean mayDelete(Tables tables, TaskRow row) {
    Errand errand = row.errand();
    Optional<StoredVersion> stored = stored(tables, errand);
    if (stored.isEmpty() || isElsewhere(tables, errand, stored.get())) {
      tables.records().withdraw(errand);
      return true;
    }
    if (tables.originTasks().isUploading(errand.of())) {
      tables.originTasks().hold(row.id());
    } else {
      boolean _ = tables.originTasks().remove(row.id()); // It may be the only one.
    }
    return false;
  }

  private static Optional<StoredVersion> stored(Tables tables, Errand errand) {
    return current(tables, errand)
        .filter(version -> !version.isRemoved())
        .flatMap(ObjectVersion::stored);
  }

  /** Whether another of the bucket's origins has a version. */
  private static boolean isElsewhere(Tables tables, Errand errand, StoredVersion version) {
    BucketOrigins origins = tables.settings().configurationToWrite(errand.of().bucket()).origins();
    Named named = new Named(errand.of().bucket(), version.key(), version.id());
    return Stream.concat(
            tables.origins().confirmations(named).stream().map(Confirmation::origin),
            remoteAt(version).stream())
        .anyMatch(at -> !at.equals(errand.origin()) && origins.find(at).isPresent());
  }

  private static Optional<OriginId> remoteAt(StoredVersion version) {
    return version.body() instanceof ObjectBody.Remote remote
        ? Optional.of(remote.origin())
        : Optional.empty();
  }

  @Override
  public List<StoredVersion> onlyThere(Task task) {
    return index
        .snapshot(
            tables ->
                tables
                    .buckets()
                    .find(task.bucket())
                    .map(bucket -> tables.versions().of(bucket.id(), task.key()).versions())
                    .orElse(KeyVersions.NONE))
        .versions()
        .stream()
        .filter(version -> !version.isRemoved())
        // Who deletes what is there takes it away from the version itself, too, which went
        // elsewhere.
        .filter(version -> task.deletion() || !version.id().equals(task.version()))
        .flatMap(version -> version.stored().stream())
        .filter(version -> isUnder(version.body(), task))
        .toList();
  }

  private static boolean isUnder(ObjectBody body, Task task) {
    return body instanceof ObjectBody.Remote remote
        && remote.origin().equals(task.origin())
        && remote.key().equals(task.originKey());
  }

  @Override
  public void begun(Task task, Optional<Begun> upload) {
    String name = name(task.origin(), task.originKey());
    Optional<UploadRow> row =
        upload.map(each -> new UploadRow(box.seal(name, each.token()), each.version()));
    note(tables -> tables.originTasks().begun(task.id(), row));
  }

  @Override
  public Optional<Begun> upload(Task task) {
    return index
        .read(tables -> tables.originTasks().find(task.id()))
        .flatMap(row -> row.progress().upload().map(upload -> begun(row, upload)));
  }

  @Override
  public void putOff(Task task, Instant until, Optional<String> stuck) {
    note(tables -> tables.originTasks().putOff(task.id(), until, stuck));
  }

  @Override
  public void seen(Task task, String tag) {
    note(tables -> tables.originTasks().seen(task.origin(), task.originKey(), tag));
  }

  @Override
  public void done(Task task) {
    note(tables -> tables.originTasks().remove(task.id()));
  }

  @Override
  public void leave(Task task) {
    Instant now = index.wall().instant();
    note(
        tables -> {
          Optional<TaskRow> row = tables.originTasks().find(task.id());
          if (row.isPresent() && tables.originTasks().remove(task.id())) {
            long bucket = row.get().errand().of().bucket();
            tables.awaitedUploads().await(new AwaitedRow(bucket, task.key(), now, 0));
          }
        });
  }

  @Override
  public void retry(OriginId origin) {
    Instant now = index.wall().instant();
    int made = RETRIED_AT_ONCE;
    while (made == RETRIED_AT_ONCE) {
      made =
          index.write(
              Durability.RELAXED,
              tables -> tables.originTasks().retry(origin, now, RETRIED_AT_ONCE));
    }
  }

  private void note(Consumer<Tables> change) {
    Mutation<Boolean> mutation =
        tables -> {
          change.accept(tables);
          return true;
        };
    index.write(Durability.RELAXED, mutation);
  }

  @Override
  public void confirm(Task task, Confirmation confirmation) {
    note(
        tables -> {
          Optional<TaskRow> row = tables.originTasks().find(task.id());
          Optional<ObjectVersion> version = row.flatMap(each -> version(tables, each));
          if (version.isPresent()) {
            long bucket = row.orElseThrow().errand().of().bucket();
            tables.records().confirm(bucket, version.get(), confirmation);
          }
          boolean isLast = tables.originTasks().remove(task.id());
          if (isLast && !stands(tables, row.orElseThrow().errand())) {
            queueAgain(tables, row.get().errand(), confirmation.tag());
          }
          // Of another bucket's, too, or of what took its place.
          tables.originTasks().seen(task.origin(), task.originKey(), confirmation.tag());
        });
  }

  /** An older version went to the origin while another member changed its key. */
  private void queueAgain(Tables tables, Errand done, String tag) {
    KeyVersions versions = tables.versions().of(done.of().bucket(), done.of().key()).versions();
    Optional<ObjectVersion> now = versions.currentOrRemoved();
    if (now.filter(current -> isFormerPlace(tables, asDeletion(done), current)).isPresent()) {
      // Whoever moved it may have been here before; that is looked at like what others upload.
      Instant since = index.wall().instant();
      tables.awaitedUploads().await(new AwaitedRow(done.of().bucket(), done.of().key(), since, 0));
      return;
    }
    now.filter(_ -> isWrittenTo(tables, done))
        // What was learnt is there already, or was.
        .filter(current -> !isRemote(current))
        .map(current -> OriginQueueing.errand(done, current, versions))
        .ifPresent(
            errand -> tables.records().queue(errand, index.wall().instant(), Optional.of(tag)));
  }

  private static Errand asDeletion(Errand done) {
    return new Errand(done.of(), done.origin(), done.originKey(), true, 0, done.stamp());
  }

  private static boolean isWrittenTo(Tables tables, Errand done) {
    return tables
        .settings()
        .configurationToWrite(done.of().bucket())
        .origins()
        .destinations()
        .stream()
        .anyMatch(origin -> origin.id().equals(done.origin()));
  }

  private static boolean isRemote(ObjectVersion version) {
    return version.stored().flatMap(IndexedOriginJournal::remoteAt).isPresent();
  }

  private static Optional<ObjectVersion> version(Tables tables, TaskRow row) {
    Named of = row.errand().of();
    return tables
        .versions()
        .withNext(of.bucket(), of.key(), Optional.of(of.version()))
        .versions()
        .find(of.version());
  }

  @Override
  public boolean decide(Task task, StoredVersion found) {
    Change change =
        new Change(task.bucket(), task.key(), new Expectation.Anything(), new Draft.Meet(found));
    return objects.change(
        change,
        (tables, bucket, decision) -> {
          Optional<TaskRow> row = tables.originTasks().find(task.id());
          if (row.isEmpty()) {
            return new Framed<>(false, Made.NOTHING);
          }
          Made made = decision.get();
          boolean stands = stands(tables, row.get().errand());
          if (stands) {
            tables.originTasks().seen(task.origin(), task.originKey(), tag(found));
          } else {
            boolean _ = tables.originTasks().remove(task.id());
          }
          return new Framed<>(stands, made);
        });
  }

  private static String tag(StoredVersion found) {
    return switch (found.body()) {
      case ObjectBody.Remote remote -> remote.tag();
      default -> throw new IllegalArgumentException("Not as an origin has it: " + found.id());
    };
  }
}
