package io.horizonpush.iroh.document;

import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of all buckets, each in an iroh document store of its own that is opened when it is
 * used and closed when it is idle, or when all that are open touched more than their memory takes.
 * Thread-safe; one timer thread looks for idle documents.
 */
public final class IrohReplicas implements BucketReplicas {

  /** How long an unused document stays open. */
  public static final Duration DEFAULT_IDLE = Duration.ofSeconds(60);

  /** What the stores of open documents may take together, in bytes. */
  public static final long DEFAULT_MEMORY = 32L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(IrohReplicas.class);

  private final IrohNative.Documents documents;
  private final Duration idle;
  private final Consumer<String> onFsyncFailure;
  private final DocumentMemory memory;
  private final ConcurrentHashMap<ReplicaId, DocumentHandle> handles = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * The documents of a node.
   *
   * @param idle how long an unused document stays open
   * @param memory that the stores of open documents may take together, in bytes
   * @param onFsyncFailure hears that the disk failed to keep data
   */
  public IrohReplicas(
      IrohNative.Documents documents, Duration idle, long memory, Consumer<String> onFsyncFailure) {
    this.documents = documents;
    this.idle = idle;
    this.memory = new DocumentMemory(memory, this::makeRoom);
    this.onFsyncFailure = onFsyncFailure;
    Thread.ofPlatform().name("iroh-idle-documents").daemon().start(this::watch);
  }

  @Override
  public NewReplica create() {
    try {
      IrohNative.NewDocument created = Await.value(documents.create(), DocumentHandle.PATIENCE);
      handles.put(created.id(), new DocumentHandle(documents, created, memory));
      memory.keepLimit();
      return new NewReplica(created.id(), created.secret());
    } catch (IrohException e) {
      throw failed("Cannot make a document", e);
    }
  }

  @Override
  public ReplicaId idOf(DocumentSecret secret) {
    return documents.idOf(secret);
  }

  @Override
  public List<ReplicaId> list() {
    try {
      return Await.value(documents.list(), DocumentHandle.PATIENCE);
    } catch (IrohException e) {
      throw failed("Cannot list the documents", e);
    }
  }

  @Override
  public BucketReplica open(ReplicaId id, DocumentSecret secret) {
    if (!idOf(secret).equals(id)) {
      throw new ReplicaException("The secret is that of another document than " + id);
    }
    return open(id, document -> document.learn(secret));
  }

  @Override
  public BucketReplica open(ReplicaId id) {
    return open(id, document -> {});
  }

  @Override
  public BucketReplica follow(ReplicaId id) {
    return open(id, DocumentHandle::follow);
  }

  private BucketReplica open(ReplicaId id, Consumer<DocumentHandle> prepare) {
    DocumentHandle document =
        handles.computeIfAbsent(id, absent -> new DocumentHandle(documents, absent, memory));
    try {
      prepare.accept(document);
      document.use(0, handle -> true);
    } catch (IrohException e) {
      if (e.code() != IrohException.Code.SYNC_FAILED) {
        handles.remove(id, document);
      }
      check(document, e);
      throw new ReplicaException("Cannot open document " + id + ": " + e.getMessage(), e);
    }
    return new IrohReplica(id, document, documents, e -> check(document, e));
  }

  @Override
  public void keep(ReplicaId id, byte tag) {
    DocumentHandle document =
        handles.computeIfAbsent(id, absent -> new DocumentHandle(documents, absent, memory));
    try {
      document.keep(tag);
    } catch (IrohException e) {
      throw new ReplicaException(
          "Cannot shrink document " + id + ": " + e.getMessage(), check(document, e));
    }
  }

  @Override
  public void delete(ReplicaId id) {
    DocumentHandle document = handles.remove(id);
    try {
      if (document != null) {
        document.remove();
      }
      Await.value(documents.delete(id), DocumentHandle.PATIENCE);
    } catch (IrohException e) {
      throw failed("Cannot delete document " + id, e);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    for (DocumentHandle document : handles.values()) {
      try {
        document.close();
      } catch (IrohException e) {
        report(e);
        LOG.error("A document could not be closed cleanly", e);
      }
    }
    handles.clear();
  }

  /** Looks for idle documents until all are closed. */
  private void watch() {
    long period = Math.max(10, idle.toMillis() / 4);
    try {
      while (!closed.await(period, TimeUnit.MILLISECONDS)) {
        closeIdle();
      }
    } catch (InterruptedException e) {
      LOG.warn("Idle documents stay open from now on", e);
    }
  }

  private void closeIdle() {
    handles.values().forEach(document -> closeIfIdle(document, idle));
  }

  /** Closes what nobody uses, beginning with what was not used for the longest time. */
  private void makeRoom() {
    handles.values().stream()
        .map(document -> Map.entry(document.lastUsed(), document))
        .sorted(Map.Entry.comparingByKey())
        .takeWhile(each -> memory.isOver())
        .forEach(each -> closeIfIdle(each.getValue(), Duration.ZERO));
  }

  private void closeIfIdle(DocumentHandle document, Duration limit) {
    try {
      document.closeIfIdle(limit);
    } catch (IrohException e) {
      check(document, e);
      LOG.error("An idle document could not be closed cleanly", e);
    } catch (RuntimeException e) {
      LOG.error("An idle document could not be closed; tried again later", e);
    }
  }

  private ReplicaException failed(String what, IrohException e) {
    report(e);
    return new ReplicaException(what + ": " + e.getMessage(), e);
  }

  private IrohException check(DocumentHandle document, IrohException e) {
    report(e);
    switch (e.code()) {
      // A store that met an error of the disk answers nothing else until it is opened anew.
      case DISK_FULL, IO, INTERNAL, PANIC, INVALID_HANDLE -> document.abandon();
      case SYNC_FAILED -> document.lose();
      case INVALID_ARGUMENT,
          NOT_FOUND,
          CLOSED,
          NOT_OPEN,
          READ_ONLY,
          DAMAGED,
          UNREACHABLE,
          REFUSED,
          TIMEOUT,
          TOO_LONG -> {}
    }
    return e;
  }

  private void report(IrohException e) {
    if (e.code() == IrohException.Code.SYNC_FAILED) {
      onFsyncFailure.accept("document store: " + e.getMessage());
    }
  }
}
