package io.horizonpush.iroh.store;

import io.horizonpush.iroh.replica.BucketReplica;
import io.horizonpush.iroh.replica.BucketReplicas;
import io.horizonpush.iroh.replica.DocumentKey;
import io.horizonpush.iroh.replica.DocumentSecret;
import io.horizonpush.iroh.replica.ReplicaException;
import io.horizonpush.iroh.replica.ReplicaId;
import io.horizonpush.iroh.replica.SignedEntry;
import io.horizonpush.iroh.replica.SignedEntry.Signatures;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
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
    // No two authors make the same.
    ByteBuffer.wrap(bytes).putLong(made.incrementAndGet()).put(author.bytes(), 0, 16);
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
    Document document =
        documents.computeIfAbsent(id, absent -> new Document(absent, clock, author, false));
    document.learnSecret();
    return document;
  }

  @Override
  public BucketReplica follow(ReplicaId id) {
    return documents.computeIfAbsent(id, absent -> new Document(absent, clock, author, true));
  }

  @Override
  public BucketReplica open(ReplicaId id) {
    return document(id);
  }

  @Override
  public void keep(ReplicaId id, byte tag) {
    Optional.ofNullable(documents.get(id)).ifPresent(document -> document.keep(tag));
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

  private record Value(BlobHash manifest, long size, long micros) {

    boolean isLaterThan(Value other) {
      return micros != other.micros
          ? micros > other.micros
          : Arrays.compareUnsigned(manifest.bytes(), other.manifest.bytes()) > 0;
    }
  }

  /** The signatures of an entry as its author makes them. */
  public Signatures sign(ReplicaId document, SignedEntry entry) {
    return sign(
        document,
        new Place(entry.key(), entry.author()),
        new Value(entry.manifest(), entry.size(), entry.time()));
  }

  /** What stands for signatures here: whoever knows what is signed can make them. */
  private static Signatures sign(ReplicaId document, Place place, Value value) {
    String text = document + " " + place + " " + value;
    return new Signatures(digest("document " + text), digest("author " + text));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Document implements BucketReplica {
    private final ReplicaId id;
    private final InstantSource clock;
    private final WriterId author;
    private boolean readOnly;
    private final Map<Place, Value> durable = new TreeMap<>();
    private final Map<Place, Value> written = new LinkedHashMap<>();

    Document(ReplicaId id, InstantSource clock, WriterId author, boolean readOnly) {
      this.id = id;
      this.clock = clock;
      this.author = author;
      this.readOnly = readOnly;
    }

    synchronized void learnSecret() {
      readOnly = false;
    }

    @Override
    public ReplicaId id() {
      return id;
    }

    @Override
    public synchronized Set<DocumentKey> put(List<NewEntry> entries) {
      if (readOnly) {
        throw new ReplicaException("The document " + id + " is only read here");
      }
      long now = micros();
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
    public synchronized List<Optional<SignedEntry>> signed(List<Name> names) {
      Map<Place, Value> all = all();
      return names.stream()
          .map(name -> new Place(name.key(), name.author()))
          .map(place -> Optional.ofNullable(all.get(place)).map(value -> signed(place, value)))
          .toList();
    }

    private SignedEntry signed(Place place, Value value) {
      return new SignedEntry(
          place.key(),
          place.author(),
          value.manifest(),
          value.size(),
          value.micros(),
          sign(id, place, value));
    }

    @Override
    public synchronized List<Taken> take(List<SignedEntry> entries) {
      return entries.stream().map(this::take).toList();
    }

    private Taken take(SignedEntry entry) {
      Place place = new Place(entry.key(), entry.author());
      Value value = new Value(entry.manifest(), entry.size(), entry.time());
      Value known = all().get(place);
      if (known != null && !value.isLaterThan(known)) {
        return Taken.KNOWN;
      }
      Signatures honest = sign(id, place, value);
      if (!Arrays.equals(honest.document(), entry.signatures().document())
          || !Arrays.equals(honest.author(), entry.signatures().author())) {
        return Taken.FORGED;
      }
      if (entry.time() - micros() > MAX_AHEAD_MICROS) {
        return Taken.EARLY;
      }
      written.put(place, value);
      return Taken.TAKEN;
    }

    private long micros() {
      return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
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

    synchronized void keep(byte tag) {
      flush();
      durable.keySet().removeIf(place -> place.key().tag() != tag);
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
