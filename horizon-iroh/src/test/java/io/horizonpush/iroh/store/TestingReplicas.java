package io.horizonpush.iroh.store;

import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Documents in memory, for tests of what stands on them. A crash loses what was put but not
 * flushed. Thread-safe.
 */
public final class TestingReplicas implements BucketReplicas {

  /** Who writes what is put, unless another is asked for. */
  public static final WriterId AUTHOR = new WriterId(1, 2, 3, 4);

  private static final long MAX_AHEAD_MICROS = TimeUnit.MINUTES.toMicros(10);

  private final Map<ReplicaId, Document> documents = new ConcurrentHashMap<>();
  private final AtomicLong made = new AtomicLong();
  private final InstantSource clock;
  private final WriterId author;

  /** Documents whose entries get their times of a clock. */
  public TestingReplicas(InstantSource clock) {
    this(clock, AUTHOR);
  }

  /**
   * @param author who writes what is put
   */
  public TestingReplicas(InstantSource clock, WriterId author) {
    this.clock = clock;
    this.author = author;
  }

  @Override
  public NewReplica create() {
    byte[] bytes = new byte[DocumentSecret.LENGTH];
    ByteBuffer.wrap(bytes).putLong(made.incrementAndGet());
    DocumentSecret secret = DocumentSecret.of(bytes);
    open(idOf(secret), secret);
    return new NewReplica(idOf(secret), secret);
  }

  /** Not the secret itself, so that nobody can mistake one for the other. */
  @Override
  public ReplicaId idOf(DocumentSecret secret) {
    byte[] bytes = secret.bytes();
    bytes[DocumentSecret.LENGTH - 1] ^= 1;
    return ReplicaId.of(bytes);
  }

  @Override
  public List<ReplicaId> list() {
    return List.copyOf(documents.keySet());
  }

  @Override
  public BucketReplica open(ReplicaId id, DocumentSecret secret) {
    if (!idOf(secret).equals(id)) {
      throw new ReplicaException("The secret is that of another document than " + id);
    }
    return documents.computeIfAbsent(id, absent -> new Document(absent, clock, author));
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

  /** Loses everything that was not flushed. */
  public void crash() {
    documents.values().forEach(Document::crash);
  }

  /** Changes this node's entry of a key behind everybody's back. */
  public void plant(ReplicaId id, DocumentKey key, Optional<BlobHash> manifest) {
    document(id).plant(new Place(key, author), manifest);
  }

  /** Brings in the entry of another author, as if it came from its node. */
  public void receive(ReplicaId id, DocumentKey key, WriterId author, BlobHash manifest) {
    document(id).plant(new Place(key, author), Optional.of(manifest));
  }

  private Document document(ReplicaId id) {
    Document document = documents.get(id);
    if (document == null) {
      throw new ReplicaException("There is no document " + id);
    }
    return document;
  }

  private record Place(DocumentKey key, WriterId author) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byKey = key.compareTo(other.key);
      return byKey != 0 ? byKey : author.compareTo(other.author);
    }
  }

  private record Value(BlobHash manifest, long size, long micros) {}

  private static final class Document implements BucketReplica {
    private final ReplicaId id;
    private final InstantSource clock;
    private final WriterId author;
    private final Map<Place, Value> durable = new TreeMap<>();
    private final Map<Place, Value> written = new LinkedHashMap<>();

    Document(ReplicaId id, InstantSource clock, WriterId author) {
      this.id = id;
      this.clock = clock;
      this.author = author;
    }

    @Override
    public ReplicaId id() {
      return id;
    }

    @Override
    public synchronized Set<DocumentKey> put(List<NewEntry> entries) {
      long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
      Set<DocumentKey> waiting = new HashSet<>();
      Map<DocumentKey, NewEntry> last = new LinkedHashMap<>();
      entries.forEach(entry -> last.put(entry.key(), entry));
      for (NewEntry entry : last.values()) {
        Place place = new Place(entry.key(), author);
        Optional<Value> before = Optional.ofNullable(all().get(place));
        if (before.isPresent() && before.get().manifest().equals(entry.manifest())) {
          continue;
        }
        long micros = Math.max(now, before.map(value -> value.micros() + 1).orElse(0L));
        if (micros - now > MAX_AHEAD_MICROS) {
          waiting.add(entry.key());
        } else {
          written.put(place, new Value(entry.manifest(), entry.size(), micros));
        }
      }
      return waiting;
    }

    @Override
    public synchronized List<Entry> get(DocumentKey key) {
      return entries().filter(entry -> entry.key().equals(key)).toList();
    }

    @Override
    public void forEach(Consumer<Entry> action) {
      snapshot().forEach(action);
    }

    private synchronized List<Entry> snapshot() {
      return entries().toList();
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

    private Stream<Entry> entries() {
      return all().entrySet().stream().map(each -> entry(each.getKey(), each.getValue()));
    }

    private static Entry entry(Place place, Value value) {
      return new Entry(place.key(), place.author(), value.manifest(), value.size());
    }

    private Map<Place, Value> all() {
      Map<Place, Value> all = new TreeMap<>(durable);
      all.putAll(written);
      return all;
    }

    private synchronized void crash() {
      written.clear();
    }

    private synchronized void plant(Place place, Optional<BlobHash> manifest) {
      written.remove(place);
      durable.remove(place);
      manifest.ifPresent(hash -> durable.put(place, new Value(hash, 1, 0)));
    }
  }
}
