package io.horizonpush.node.plugins;

import io.horizonpush.iroh.store.IrohStores;
import io.horizonpush.iroh.store.NodeStores;
import io.horizonpush.s3.access.AccessControl;
import io.horizonpush.s3.api.TestingKey;
import io.horizonpush.s3.api.TestingS3Client;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.auth.Authenticator;
import io.horizonpush.s3.auth.LocalPeers;
import io.horizonpush.s3.auth.UnsignedSender;
import io.horizonpush.s3.cors.CrossOrigin;
import io.horizonpush.s3.filter.Chain;
import io.horizonpush.s3.filter.Filter;
import io.horizonpush.s3.filter.Identification;
import io.horizonpush.s3.http.HttpLimits;
import io.horizonpush.s3.http.HttpServer;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.op.Operations;
import io.horizonpush.s3.parse.RequestParser;
import io.horizonpush.s3.pipeline.ErrorRenderer;
import io.horizonpush.s3.pipeline.LongAnswers;
import io.horizonpush.s3.pipeline.S3Pipeline;
import io.horizonpush.s3.request.Endpoint;
import io.horizonpush.s3.request.TrustedProxies;
import io.horizonpush.s3.store.Content;
import io.horizonpush.s3.store.PluginDocs;
import io.horizonpush.wasm.chain.ChainPorts;
import io.horizonpush.wasm.chain.ChainSettings;
import io.horizonpush.wasm.chain.PluginChain;
import io.horizonpush.wasm.chain.Principals;
import io.horizonpush.wasm.engine.CodeStore;
import io.horizonpush.wasm.engine.ModuleCompiler;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.net.NetClient;
import io.horizonpush.wasm.pool.GuestThreads;
import io.horizonpush.wasm.pool.MemoryBudget;
import io.horizonpush.wasm.testing.TestingEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An S3 server over the real stores of a node with a chain of plugins, and a bucket {@code bucket}.
 */
final class PluginLab implements AutoCloseable {

  static final Owner ROOT = new Owner("root-id", "root");
  static final Owner ALICE = new Owner("alice-id", "alice");
  private static final TestingKey ROOT_KEY = new TestingKey("ROOTKEY", "root-secret", ROOT.id());
  private static final ModuleCompiler COMPILER =
      new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, Duration.ofSeconds(30));

  final NotedCalls noted = new NotedCalls();
  final MemoryBudget memory = new MemoryBudget(64L << 20);
  final GuestThreads threads = new GuestThreads(GuestThreads.Settings.standard(), () -> {});
  final PluginChain chain;
  final TestingS3Client root;

  /** Who signs nothing, on this machine. */
  final TestingS3Client anybody;

  final URI address;
  private final IrohStores stores;
  private final HttpServer server;

  PluginLab(Path directory) {
    this(directory, ChainSettings.DEFAULT);
  }

  PluginLab(Path directory, ChainSettings settings) {
    stores = new IrohStores(directory);
    NodeStores node = stores.stores();
    chain =
        new PluginChain(
            new PluginChain.Ground(COMPILER, threads, memory),
            new ChainPorts(
                node.plugins().docs(),
                node.plugins().blobs(),
                new NetClient(),
                node.objects(),
                node.bodyMemory(),
                stores.node().author()),
            principals(),
            settings,
            noted,
            new byte[32]);
    server = server(node, List.of(chain));
    address = URI.create("http://127.0.0.1:" + server.address().getPort());
    root = new TestingS3Client(address, ROOT_KEY);
    anybody = new TestingS3Client(address);
    node.buckets().create(new BucketName("bucket"), ROOT);
  }

  private static Principals principals() {
    return new Principals() {
      @Override
      public Optional<Owner> find(String name) {
        return Stream.of(ROOT, ALICE).filter(each -> each.displayName().equals(name)).findFirst();
      }

      @Override
      public Owner root() {
        return ROOT;
      }
    };
  }

  private HttpServer server(NodeStores node, List<Filter> filters) {
    Endpoint endpoint = new Endpoint(List.of("localhost"));
    AccessControl access =
        AccessControl.over(
            node.buckets(),
            node.objects(),
            id -> Stream.of(ROOT, ALICE).filter(each -> each.id().equals(id)).findFirst());
    S3Pipeline pipeline =
        new S3Pipeline(
            new S3Pipeline.Gates(
                () -> true,
                new CrossOrigin(node.buckets(), endpoint::bucket),
                new Authenticator(
                    id ->
                        Optional.of(id)
                            .filter(ROOT_KEY.id()::equals)
                            .map(
                                any ->
                                    new AccessKey(
                                        id, ROOT_KEY.secret(), ROOT, new KeyRights.OfOwner())),
                    List.of(),
                    new UnsignedSender.Loopback(ROOT, LocalPeers.ANYBODY)),
                new RequestParser(endpoint, false)::parse,
                new Identification(chain),
                access.authorizer()),
            new Chain(
                filters,
                access.authorizer(),
                new Operations(
                    new Operations.Stores(node.buckets(), node.objects(), node.uploads()),
                    access,
                    "us-east-1")),
            new ErrorRenderer("us-east-1")::render,
            completed -> {},
            new LongAnswers(node.bodyMemory(), PluginLab::scratch));
    try {
      return HttpServer.start(
          new HttpServer.Port(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              Optional.empty(),
              HttpServer.Transport.NATIVE),
          pipeline::serve,
          HttpLimits.defaults(),
          TrustedProxies.NONE,
          node.bodyMemory());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Content.FileSlice scratch(List<java.nio.ByteBuffer> bytes) {
    return io.horizonpush.s3.store.TestingFile.write(bytes);
  }

  PluginDocs docs() {
    return stores.stores().plugins().docs();
  }

  Bucket bucket() {
    return stores.stores().buckets().find(new BucketName("bucket")).orElseThrow();
  }

  /** Has these entries from now on. */
  void have(TestingEntry... entries) {
    chain.reload(Stream.of(entries).map(TestingEntry::plan).toList());
    noted.calls();
  }

  /** The number of instances that requests use now. */
  int used() {
    return chain.status().stream().mapToInt(each -> each.pool().used()).sum();
  }

  @Override
  public void close() {
    server.close(Duration.ofSeconds(1));
    chain.close();
    threads.close();
    stores.close();
  }
}
