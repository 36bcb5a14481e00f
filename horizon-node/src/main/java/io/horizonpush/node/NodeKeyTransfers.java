package io.horizonpush.node;

import io.horizonpush.iroh.net.NodeId;
import io.horizonpush.node.admin.ImportedKey;
import io.horizonpush.node.admin.KeyExportRequest;
import io.horizonpush.node.admin.KeyImport;
import io.horizonpush.node.admin.KeyTransferControl;
import io.horizonpush.node.admin.NewKeyExport;
import io.horizonpush.node.keys.ExportedKey;
import io.horizonpush.node.keys.KeyOutcome;
import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.node.keys.KeyTransfers;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does with access keys of several nodes. Thread-safe. */
final class NodeKeyTransfers implements KeyTransferControl {

  private static final Logger log = LoggerFactory.getLogger(NodeKeyTransfers.class);

  private final KeyRing keys;
  private final KeyTransfers lines;
  private final Predicate<NodeId> known;

  /**
   * @param known the nodes whose keys are taken where nobody says which one is meant
   */
  NodeKeyTransfers(KeyRing keys, KeyTransfers lines, Predicate<NodeId> known) {
    this.keys = keys;
    this.lines = lines;
    this.known = known;
  }

  @Override
  public Optional<NewKeyExport> exportKey(String accessKey, KeyExportRequest asked) {
    NodeId to = new NodeId(asked.to());
    if (accessKey.equals(keys.root().id())) {
      throw new IllegalArgumentException(
          "The root key is this node's alone: make a key, and export that.");
    }
    return keys.exported(accessKey).map(key -> export(key, to));
  }

  private NewKeyExport export(ExportedKey key, NodeId to) {
    NewKeyExport made =
        new NewKeyExport(
            lines.write(key, to),
            key.id(),
            to.hex(),
            key.state() instanceof ExportedKey.State.Revoked);
    log.atInfo()
        .addKeyValue("accessKey", key.id())
        .addKeyValue("node", to)
        .log("access key exported");
    return made;
  }

  @Override
  public ImportedKey importKey(KeyImport asked) {
    Optional<NodeId> named = asked.from().map(NodeId::new);
    KeyTransfers.Received received =
        lines.read(
            asked.export(),
            author -> named.map(author::equals).orElseGet(() -> known.test(author)));
    ExportedKey key = received.key();
    KeyOutcome outcome = keys.take(key, asked.replace().orElse(false));
    log.atInfo()
        .addKeyValue("accessKey", key.id())
        .addKeyValue("node", received.author())
        .addKeyValue("outcome", outcome)
        .log("access key imported");
    return new ImportedKey(key.id(), key.owner(), received.author().hex(), outcome);
  }
}
