package io.horizonpush.iroh;

import io.horizonpush.iroh.document.IrohReplicas;
import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.SecretKey;

/**
 * An open iroh node over a data directory: {@code content/}, {@code docs/} and {@code node.key}.
 *
 * <p>Opening waits for the endpoint only; documents open when they are used. Thread-safe.
 */
public final class IrohNode implements AutoCloseable {

  /** The name of the file with the node's secret key in the data directory. */
  public static final String KEY = "node.key";

  private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

  private final IrohNative node;
  private final String nodeId;
  private final List<String> addresses;
  private final WriterId author;
  private final IrohReplicas replicas;
  private final SecretKey secretsKey;

  private IrohNode(IrohNative node, byte[] key, long documents, Consumer<String> onFsyncFailure) {
    this.secretsKey = NodeKey.derive(key, "horizonpush secrets in the index");
    this.node = node;
    this.nodeId = HexFormat.of().formatHex(Await.value(node.id(), OPEN_LIMIT));
    this.addresses = Await.value(node.addresses(), OPEN_LIMIT);
    this.author = Await.value(node.documents().author(), OPEN_LIMIT);
    this.replicas =
        new IrohReplicas(node.documents(), IrohReplicas.DEFAULT_IDLE, documents, onFsyncFailure);
  }

  /**
   * How a node is opened.
   *
   * @param bind socket addresses of the endpoint, separated by commas; empty for every address and
   *     a free port
   * @param documents what documents may keep in memory together, in bytes
   */
  public record Options(String bind, long documents) {

    /** The same with as much memory for documents as a small node has. */
    public static Options at(String bind) {
      return new Options(bind, IrohReplicas.DEFAULT_MEMORY);
    }
  }

  /**
   * Opens a node.
   *
   * @param dataDir exists
   * @param onFsyncFailure hears, on any thread, that the disk failed to keep data: the node has to
   *     turn read-only
   * @throws IrohException if the endpoint cannot be bound
   */
  public static IrohNode open(
      NativeLibrary library, Path dataDir, Options options, Consumer<String> onFsyncFailure) {
    byte[] key = NodeKey.loadOrCreate(dataDir.resolve(KEY));
    IrohNative node = library.open(dataDir, key, options.bind());
    boolean opened = false;
    try {
      IrohNode open = new IrohNode(node, key, options.documents(), onFsyncFailure);
      opened = true;
      return open;
    } finally {
      if (!opened) {
        Await.value(node.close(), CLOSE_LIMIT);
      }
    }
  }

  /** The endpoint's public key, 64 hexadecimal digits. */
  public String nodeId() {
    return nodeId;
  }

  /** Who writes this node's entries into documents: the public key of its author. */
  public WriterId author() {
    return author;
  }

  /** The socket addresses that the endpoint is bound to. */
  public List<String> addresses() {
    return addresses;
  }

  /** The key for AES that encrypts secrets kept on this node; derived from the node's own key. */
  public SecretKey secretsKey() {
    return secretsKey;
  }

  /** The files of the content store, to be opened by who keeps their places. */
  public IrohNative.Store store() {
    return node.store();
  }

  public IrohReplicas replicas() {
    return replicas;
  }

  /** Computes the hashes of manifests; also works once the node is closed. */
  public ManifestHash manifestHash() {
    return manifest -> node.hash(ByteBuffer.wrap(manifest));
  }

  /** Closes stores and endpoint cleanly; what is under way fails. Idempotent. */
  @Override
  public void close() {
    replicas.close();
    Await.value(node.close(), CLOSE_LIMIT);
  }
}
