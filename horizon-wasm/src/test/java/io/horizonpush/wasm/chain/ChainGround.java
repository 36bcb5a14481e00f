package io.horizonpush.wasm.chain;

import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.Operation;
import io.horizonpush.s3.filter.S3Request;
import io.horizonpush.s3.filter.S3Response;
import io.horizonpush.s3.filter.TestingRequests;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Principal;
import io.horizonpush.s3.request.ObjectInput.GetObject;
import io.horizonpush.s3.request.ReadConditions;
import io.horizonpush.s3.request.RequestHead;
import io.horizonpush.s3.request.ResolvedBuckets;
import io.horizonpush.s3.store.BodyMemory;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.EmptyBuckets;
import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.net.NetClient;
import io.horizonpush.wasm.pool.GuestThreads;
import io.horizonpush.wasm.pool.MemoryBudget;
import io.horizonpush.wasm.testing.MemoryBlobs;
import io.horizonpush.wasm.testing.MemoryDocs;
import io.horizonpush.wasm.testing.TestingEntry;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A chain of real plugins before an operation that answers with some bytes. */
final class ChainGround implements AutoCloseable {

  static final Owner OWNER = new Owner("o", "O");

  final MemoryDocs docs = new MemoryDocs();
  final MemoryBudget memory = new MemoryBudget(64L << 20);
  final GuestThreads threads = new GuestThreads(GuestThreads.Settings.standard(), () -> {});
  final PluginChain chain;
  private final EmptyBuckets buckets = new EmptyBuckets(EmptyBuckets.bucket("bucket", OWNER));

  ChainGround() {
    this(ChainSettings.DEFAULT, ChainMetrics.NONE);
  }

  ChainGround(ChainSettings settings, ChainMetrics metrics) {
    chain =
        new PluginChain(
            new PluginChain.Ground(
                new ModuleCompiler(new KeptCode(), ModuleLimits.DEFAULT, Duration.ofSeconds(60)),
                threads,
                memory),
            new ChainPorts(
                docs,
                new MemoryBlobs(),
                new NetClient(),
                buckets,
                new BodyMemory(BodyMemory.SMALLEST),
                MemoryDocs.SELF),
            new Principals() {
              @Override
              public Optional<Owner> find(String name) {
                return Optional.empty();
              }

              @Override
              public Owner root() {
                return OWNER;
              }
            },
            settings,
            metrics,
            new byte[32]);
  }

  void have(TestingEntry... entries) {
    chain.reload(Stream.of(entries).map(TestingEntry::plan).toList());
  }

  /** A GET of a key. */
  S3Request<?> get(String key) {
    GetObject get =
        new GetObject(
            new BucketName("bucket"),
            new ObjectKey(key),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            ReadConditions.NONE,
            Map.of(),
            false);
    return TestingRequests.of(
        new Principal.Local(OWNER),
        new RequestHead("GET", "/bucket/" + key, "", List.of()),
        get,
        ResolvedBuckets.of(get, buckets::find));
  }

  /** Passes a request through the plugins to an object of so many bytes. */
  S3Response serve(S3Request<?> request, int length) {
    return chain(List.of(chain), length).proceed(request);
  }

  /** Passes a request through the plugins to an object with these bytes. */
  S3Response serve(S3Request<?> request, ByteBuffer body) {
    return chain(List.of(chain), body).proceed(request);
  }

  static Chain chain(List<Filter> filters, int length) {
    return chain(filters, ByteBuffer.allocate(length));
  }

  private static Chain chain(List<Filter> filters, ByteBuffer body) {
    Operation operation =
        asked ->
            new S3Response(
                200,
                Map.of("etag", "\"tag\"", "content-type", "text/plain"),
                asked.input() instanceof GetObject
                    ? List.of(new Content.Memory(body.duplicate()))
                    : List.of(),
                body.remaining());
    return new Chain(filters, TestingRequests.open(), operation);
  }

  @Override
  public void close() {
    chain.close();
    threads.close();
  }

  /** Code is made once and loaded each time, as a node with a cache on its disk does. */
  private static final class KeptCode implements CodeStore {

    private final Map<String, byte[]> kept = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> find(String name) {
      return Optional.ofNullable(kept.get(name));
    }

    @Override
    public void keep(String name, byte[] code) {
      kept.put(name, code);
    }

    @Override
    public void drop(String name) {
      kept.remove(name);
    }
  }
}
