package io.horizonpush.node;

import io.horizonpush.iroh.index.KeyTable.KeyRow;
import io.horizonpush.node.admin.KeyControl;
import io.horizonpush.node.admin.KeyInfo;
import io.horizonpush.node.admin.KeyList;
import io.horizonpush.node.admin.KeyPlace;
import io.horizonpush.node.admin.KeyRole;
import io.horizonpush.node.admin.PageRequest;
import io.horizonpush.node.config.RootCredentials;
import io.horizonpush.node.data.DataDirectory;
import io.horizonpush.node.data.RootKey;
import io.horizonpush.node.keys.KeyRing;
import io.horizonpush.node.keys.NewKey;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator does with the access keys of this node, the root key included. Thread-safe. */
final class NodeKeys implements KeyControl {

  private static final Logger log = LoggerFactory.getLogger(NodeKeys.class);

  private static final Duration USE_STORED = Duration.ofMinutes(1);

  private final RootCredentials credentials;
  private final DataDirectory directory;
  private final RootKey rootKey;
  private final KeyRing ring;

  private NodeKeys(
      RootCredentials credentials, DataDirectory directory, RootKey rootKey, KeyRing ring) {
    this.credentials = credentials;
    this.directory = directory;
    this.rootKey = rootKey;
    this.ring = ring;
  }

  /**
   * Opens the keys that are kept in a storage.
   *
   * @param directory keeps the root key, unless the credentials say what it is
   * @param parts takes over their closing
   */
  static NodeKeys open(
      RootCredentials credentials, DataDirectory directory, NodeStorage storage, Parts parts) {
    RootKey rootKey = rootKey(credentials, directory);
    AccessKey root =
        new AccessKey(
            rootKey.accessKeyId(),
            rootKey.secretAccessKey().value(),
            storage.owner(),
            new KeyRights.Everything());
    KeyRing ring = parts.add(storage.openKeys(root));
    parts.add(PeriodicTask.start("record of key use", USE_STORED, ring::storeUse));
    return new NodeKeys(credentials, directory, rootKey, ring);
  }

  private static RootKey rootKey(RootCredentials credentials, DataDirectory directory) {
    return switch (credentials) {
      case RootCredentials.Generated() -> directory.rootKey();
      case RootCredentials.Given(var accessKeyId, var secret) ->
          new RootKey(accessKeyId, secret, false);
    };
  }

  /** The keys themselves. */
  KeyRing ring() {
    return ring;
  }

  /** The one that may do everything. */
  RootKey rootKey() {
    return rootKey;
  }

  /** Whom what is made with the root key belongs to. */
  Owner owner() {
    return ring.root().owner();
  }

  @Override
  public KeyList keys(PageRequest asked) {
    Optional<KeyPlace> after = asked.after(KeyPlace::parse);
    List<KeyInfo> found = new ArrayList<>();
    if (after.isEmpty()) {
      found.add(
          new KeyInfo(
              rootKey.accessKeyId(),
              ring.root().owner(),
              KeyRole.ROOT,
              List.of(),
              Optional.empty()));
    }
    KeyPlace begin = after.orElse(KeyPlace.ROOT);
    ring.list(begin.created(), begin.id(), asked.wanted()).forEach(row -> found.add(info(row)));
    PageRequest.Page<KeyInfo> page = asked.of(found, key -> KeyPlace.of(key).text());
    return new KeyList(page.entries(), page.next());
  }

  private static KeyInfo info(KeyRow row) {
    List<KeyGrant> grants = KeyRing.grants(row);
    return new KeyInfo(
        row.id(),
        row.owner(),
        grants.isEmpty() ? KeyRole.OWNER : KeyRole.GRANTED,
        grants,
        Optional.of(new KeyInfo.Use(row.created(), row.expires(), row.lastUsed())));
  }

  @Override
  public NewKey createKey(String name, List<KeyGrant> grants, Optional<Duration> lifetime) {
    NewKey made = ring.create(name, grants, lifetime.map(Instant.now()::plus));
    log.atInfo().addKeyValue("accessKey", made.accessKey()).log("access key made");
    return made;
  }

  @Override
  public Optional<NewKey> rotateKey(String accessKeyId) {
    Optional<NewKey> rotated =
        accessKeyId.equals(rootKey.accessKeyId())
            ? Optional.of(rotateRootKey())
            : ring.rotate(accessKeyId);
    rotated.ifPresent(
        key -> log.atInfo().addKeyValue("accessKey", accessKeyId).log("access key rotated"));
    return rotated;
  }

  private NewKey rotateRootKey() {
    if (credentials instanceof RootCredentials.Given) {
      throw new IllegalArgumentException(
          "The root key is what s3.root-secret-key says: change it there and start the node"
              + " again.");
    }
    return ring.rotateRoot(secret -> directory.keepRootKey(rootKey.accessKeyId(), secret));
  }

  @Override
  public boolean revokeKey(String accessKeyId) {
    boolean revoked = ring.revoke(accessKeyId);
    if (revoked) {
      log.atInfo().addKeyValue("accessKey", accessKeyId).log("access key revoked");
    }
    return revoked;
  }
}
