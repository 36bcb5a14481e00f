package io.horizonpush.iroh.store;

import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.BlobHash;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Documents in memory, for tests of what stands on them. A crash loses what was put but not
 * flushed. Thread-safe.
 */
public final class TestingReplicas implements BucketReplicas {

  private final Map<ReplicaId, Document> documents = new ConcurrentHashMap<>();
  private final AtomicLong made = new AtomicLong();

  @Override
  public ReplicaId create() {
    ReplicaId id = new ReplicaId(HexFormat.of().toHexDigits(made.incrementAndGet()).repeat(4));
    documents.put(id, new Document(id));
    return id;
  }

  @Override
  public List<ReplicaId> list() {
    return List.copyOf(documents.keySet());
  }

  @Override
  public BucketReplica open(ReplicaId id) {
    return document(id);
  }

  @Override
  public void delete(ReplicaId id) {
    documents.remove(id);
  }

  @Override
  public void close() {}

  /** The documents that are there. */
  public Set<ReplicaId> ids() {
    return Set.copyOf(documents.keySet());
  }

  /** Loses everything that was not flushed. */
  public void crash() {
    documents.values().forEach(Document::crash);
  }

  /** Changes an entry behind everybody's back. */
  public void plant(ReplicaId id, DocumentKey key, Optional<BlobHash> manifest) {
    document(id).plant(key, manifest);
  }

  private Document document(ReplicaId id) {
    Document document = documents.get(id);
    if (document == null) {
      throw new ReplicaException("There is no document " + id);
    }
    return document;
  }

  private static final class Document implements BucketReplica {
    private final ReplicaId id;
    private final Map<DocumentKey, Entry> durable = new TreeMap<>();
    private final Map<DocumentKey, Entry> written = new LinkedHashMap<>();

    Document(ReplicaId id) {
      this.id = id;
    }

    @Override
    public ReplicaId id() {
      return id;
    }

    @Override
    public synchronized void put(List<Entry> entries) {
      entries.forEach(entry -> written.put(entry.key(), entry));
    }

    @Override
    public synchronized Optional<Entry> get(DocumentKey key) {
      return Optional.ofNullable(all().get(key));
    }

    @Override
    public synchronized void forEach(Consumer<Entry> action) {
      all().values().forEach(action);
    }

    @Override
    public synchronized void flush() {
      durable.putAll(written);
      written.clear();
    }

    @Override
    public void close() {
      flush();
    }

    private Map<DocumentKey, Entry> all() {
      Map<DocumentKey, Entry> all = new TreeMap<>(durable);
      all.putAll(written);
      return all;
    }

    private synchronized void crash() {
      written.clear();
    }

    private synchronized void plant(DocumentKey key, Optional<BlobHash> manifest) {
      written.remove(key);
      durable.remove(key);
      manifest.ifPresent(hash -> durable.put(key, new Entry(key, hash, 1)));
    }
  }
}
