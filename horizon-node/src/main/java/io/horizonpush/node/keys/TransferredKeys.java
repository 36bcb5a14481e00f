package io.horizonpush.node.keys;

import io.horizonpush.iroh.index.KeyTable.KeyRow;
import io.horizonpush.iroh.index.KeyTable.RevokedRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.keys.ExportedKey.State;
import io.horizonpush.node.keys.KeyTransferException.Reason;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.Owner;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The access keys that go to other nodes and come from them, inside one transaction: that a key was
 * revoked is final, and nothing here passes to another owner. Confined to it.
 */
record TransferredKeys(Tables tables, SecretBox box, AccessKey root) {

  /** A key as it goes to another node; nothing for one that is not in the index. */
  Optional<ExportedKey> find(String id) {
    return tables.keys().find(id).map(this::exported).or(() -> findRevoked(id));
  }

  private ExportedKey exported(KeyRow row) {
    State state = new State.Live(secret(row), KeyRing.grants(row), row.expires());
    return new ExportedKey(row.id(), row.owner(), row.created(), state);
  }

  private Optional<ExportedKey> findRevoked(String id) {
    return tables
        .keys()
        .findRevoked(id)
        .map(
            row ->
                new ExportedKey(
                    row.id(), row.owner(), row.created(), new State.Revoked(row.revoked())));
  }

  /**
   * Takes a key.
   *
   * @param replace whether it may change the secret and the rights of one that is here
   */
  KeyOutcome take(ExportedKey key, boolean replace) {
    requireOwner(key.owner());
    Optional<KeyRow> here = tables.keys().find(key.id());
    boolean others =
        here.map(KeyRow::owner)
            .or(() -> tables.keys().findRevoked(key.id()).map(RevokedRow::owner))
            .filter(owner -> !owner.equals(key.owner()))
            .isPresent();
    if (others || key.id().equals(root.id())) {
      throw new KeyTransferException(
          Reason.DIFFERENT,
          "This node has access key %s for another owner: nothing was changed."
              .formatted(key.id()));
    }
    return switch (key.state()) {
      case State.Live live -> take(key, live, here, replace);
      case State.Revoked(Instant since) -> revoke(key, since, here.isPresent());
    };
  }

  private KeyOutcome take(
      ExportedKey key, State.Live live, Optional<KeyRow> here, boolean replace) {
    if (tables.keys().findRevoked(key.id()).isPresent()) {
      throw new KeyTransferException(
          Reason.REVOKED,
          "Access key %s was revoked on this node, which is final: make another key."
              .formatted(key.id()));
    }
    if (here.isEmpty()) {
      tables.keys().put(row(key, live, Optional.empty()));
      return KeyOutcome.IMPORTED;
    }
    if (isSame(here.get(), live)) {
      return KeyOutcome.PRESENT;
    }
    if (!replace) {
      throw new KeyTransferException(
          Reason.DIFFERENT,
          "This node has access key %s with another secret or other rights. To have those of the export, say --replace."
              .formatted(key.id()));
    }
    tables.keys().put(row(key, live, here.get().lastUsed()));
    return KeyOutcome.REPLACED;
  }

  private KeyOutcome revoke(ExportedKey key, Instant since, boolean here) {
    if (tables.keys().findRevoked(key.id()).isPresent()) {
      return KeyOutcome.PRESENT;
    }
    if (here) {
      tables.keys().revoke(key.id(), since);
    } else {
      tables.keys().putRevoked(new RevokedRow(key.id(), key.owner(), key.created(), since));
    }
    return KeyOutcome.REVOKED;
  }

  /** No owner from elsewhere may be taken for one of this node, in a policy or by its buckets. */
  private void requireOwner(Owner owner) {
    boolean taken =
        Stream.concat(Stream.of(root.owner()), tables.keys().all().stream().map(KeyRow::owner))
            .filter(each -> !each.equals(owner) || each.equals(root.owner()))
            .anyMatch(
                each ->
                    Stream.of(each.id(), each.displayName())
                        .anyMatch(
                            name -> name.equals(owner.id()) || name.equals(owner.displayName())));
    if (taken) {
      throw new KeyTransferException(
          Reason.OWNER_TAKEN,
          "The key belongs to %s, and this node has another owner of that name or id: nothing was changed."
              .formatted(owner.displayName()));
    }
  }

  private boolean isSame(KeyRow here, State.Live live) {
    return secret(here).equals(live.secret())
        && here.expires().equals(live.expires())
        && withoutNames(KeyRing.grants(here)).equals(withoutNames(live.grants()));
  }

  private Secret secret(KeyRow row) {
    return new Secret(box.open(KeyRing.sealedName(row.id()), row.secret()));
  }

  /** What a bucket is called is each node's own affair. */
  private static List<String> withoutNames(List<KeyGrant> grants) {
    return grants.stream()
        .map(grant -> grant.access() + ":" + grant.id() + ":" + grant.prefix())
        .toList();
  }

  private KeyRow row(ExportedKey key, State.Live live, Optional<Instant> lastUsed) {
    return new KeyRow(
        key.id(),
        key.owner(),
        box.seal(KeyRing.sealedName(key.id()), live.secret().value()),
        live.grants().stream().map(KeyGrant::stored).collect(Collectors.joining("\n")),
        key.created(),
        live.expires(),
        lastUsed);
  }
}
