package io.horizonpush.iroh;

import io.horizonpush.iroh.document.IrohReplicas;
import io.horizonpush.iroh.ffm.Await;
import io.horizonpush.iroh.ffm.IrohException;
import io.horizonpush.iroh.ffm.IrohNative;
import io.horizonpush.iroh.ffm.NativeLibrary;
import io.horizonpush.iroh.net.BlobProvider;
import io.horizonpush.iroh.net.BlobShelf;
import io.horizonpush.iroh.net.IrohNetwork;
import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.iroh.net.Reach;
import io.horizonpush.iroh.replica.ManifestHash;
import io.horizonpush.iroh.seal.NodeSeal;
import io.horizonpush.iroh.share.SigningKey;
import io.horizonpush.s3.model.WriterId;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import javax.crypto.SecretKey;

/**
 * An open iroh node over a data directory: {@code content/}, {@code docs/} and {@code node.key}. It
 * listens nowhere and calls nobody before its {@link #network} is asked to.
 *
 * <p>Documents open when they are used. Thread-safe.
 */
public final class IrohNode implements AutoCloseable {

  /** The name of the file with the node's secret key in the data directory. */
  public static final String KEY = "node.key";

  private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

  private final IrohNative node;
  private final String nodeId;
  private final WriterId author;
  private final IrohReplicas replicas;
  private final byte[] key;
  private final SecretKey secretsKey;

  private IrohNode(IrohNative node, byte[] key, long documents, Consumer<String> onFsyncFailure) {
    this.key = key.clone();
    this.secretsKey = NodeKey.derive(key, "horizonpush secrets in the index");
    this.node = node;
    this.nodeId = HexFormat.of().formatHex(Await.value(node.id(), OPEN_LIMIT));
    this.author = Await.value(node.documents().author(), OPEN_LIMIT);
    this.replicas =
        new IrohReplicas(node.documents(), IrohReplicas.DEFAULT_IDLE, documents, onFsyncFailure);
  }

  /**
   * Opens a node.
   *
   * @param dataDir exists
   * @param documents what documents may keep in memory together, in bytes
   * @param onFsyncFailure hears, on any thread, that the disk failed to keep data: the node has to
   *     turn read-only
   * @throws IrohException if the directory cannot be prepared
   */
  public static IrohNode open(
      NativeLibrary library, Path dataDir, long documents, Consumer<String> onFsyncFailure) {
    byte[] key = NodeKey.loadOrCreate(dataDir.resolve(KEY));
    IrohNative node = library.open(dataDir, key);
    boolean opened = false;
    try {
      IrohNode open = new IrohNode(node, key, documents, onFsyncFailure);
      opened = true;
      return open;
    } finally {
      if (!opened) {
        Await.value(node.close(), CLOSE_LIMIT);
      }
    }
  }

  /** The node's public key, by which others know it: 64 hexadecimal digits. */
  public String nodeId() {
    return nodeId;
  }

  /** Who writes this node's entries into documents: the public key of its author. */
  public WriterId author() {
    return author;
  }

  /** The key whose public half is the node's id: with it a node signs what others pass on. */
  public SigningKey signingKey() {
    return SigningKey.of(key);
  }

  /** What opens messages that were encrypted for this node. */
  public NodeSeal seal() {
    return NodeSeal.of(key);
  }

  /** The key for AES that encrypts secrets kept on this node; derived from the node's own key. */
  public SecretKey secretsKey() {
    return secretsKey;
  }

  /**
   * A key for a purpose of its own: 32 bytes that this node alone has, and always the same.
   *
   * @param purpose told apart from others
   */
  public byte[] keyFor(String purpose) {
    return NodeKey.derive(key, purpose).getEncoded();
  }

  /** The files of the content store, to be opened by who keeps their places. */
  public IrohNative.Store store() {
    return node.store();
  }

  public IrohReplicas replicas() {
    return replicas;
  }

  /**
   * Connections of this node with others.
   *
   * @param reach binds nothing before there is somebody to talk to
   */
  public IrohNetwork network(Reach reach) {
    return new IrohNetwork(node.network(), node.blobs(), new NodeId(nodeId), reach);
  }

  /** Answers peers that ask for blobs from now on. */
  public BlobProvider provide(BlobShelf shelf) {
    return BlobProvider.start(node.blobs(), shelf);
  }

  /** Computes the hashes of manifests; also works once the node is closed. */
  public ManifestHash manifestHash() {
    return manifest -> node.hash(ByteBuffer.wrap(manifest));
  }

  /** Closes the stores cleanly; what is under way fails. Idempotent. */
  @Override
  public void close() {
    replicas.close();
    Await.value(node.close(), CLOSE_LIMIT);
  }
}
