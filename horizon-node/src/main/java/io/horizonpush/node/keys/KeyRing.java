package io.horizonpush.node.keys;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KeyTable.KeyRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.store.ChangeNews;
import io.horizonpush.iroh.store.ChangeNews.Part;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.data.KeyMaker;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.auth.AccessKeys;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The access keys of this node: the root key, and those that were made since. All are in memory, so
 * that a signed request costs no query; a change is committed first and holds at once after.
 *
 * <p>Thread-safe; changes exclude each other.
 */
public final class KeyRing implements AccessKeys, AutoCloseable {

  private final Index index;
  private final SecretBox box;
  private final InstantSource clock;
  private final ChangeNews news;
  private final KeyMaker maker = new KeyMaker();
  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final Map<String, Instant> used = new ConcurrentHashMap<>();
  private volatile AccessKey root;

  private KeyRing(
      Index index, SecretBox box, AccessKey root, InstantSource clock, ChangeNews news) {
    this.index = index;
    this.box = box;
    this.root = root;
    this.clock = clock;
    this.news = news;
  }

  /**
   * Opens the keys of an index.
   *
   * @param box decrypts their secrets
   * @param news hears of every change
   * @throws IllegalStateException if it is the key of another node
   */
  public static KeyRing open(
      Index index, SecretBox box, AccessKey root, InstantSource clock, ChangeNews news) {
    KeyRing ring = new KeyRing(index, box, root, clock, news);
    index.read(tables -> tables.keys().all()).forEach(ring::hold);
    return ring;
  }

  private record Held(KeyRow row, AccessKey key) {}

  @Override
  public Optional<AccessKey> find(String accessKeyId) {
    AccessKey known = root;
    if (accessKeyId.equals(known.id())) {
      return Optional.of(known);
    }
    return Optional.ofNullable(held.get(accessKeyId))
        .filter(
            each -> each.row().expires().filter(end -> !clock.instant().isBefore(end)).isEmpty())
        .map(Held::key);
  }

  /** The root key. */
  public AccessKey root() {
    return root;
  }

  /** The owner of an id, if a key acts for it. */
  public Optional<Owner> owner(String id) {
    return owners().filter(owner -> owner.id().equals(id)).findFirst();
  }

  /** The owner of a name, if a key acts for it. */
  public Optional<Owner> ownerNamed(String name) {
    return owners().filter(owner -> owner.displayName().equals(name)).findFirst();
  }

  private Stream<Owner> owners() {
    return Stream.concat(Stream.of(root), held.values().stream().map(Held::key))
        .map(AccessKey::owner);
  }

  /**
   * Some keys, the root key not among them, the oldest first, without secrets; their grants with
   * the names that their buckets have here.
   *
   * @param created when the key before them was made
   * @param id of that, which need not be there any more
   */
  public List<KeyRow> list(Instant created, String id, int most) {
    return index.read(
        tables ->
            tables.keys().some(created, id, most).stream()
                .map(row -> row.withLastUsed(latest(row)).withGrants(named(tables, row)))
                .toList());
  }

  private static String named(Tables tables, KeyRow row) {
    return grants(row).stream()
        .map(
            grant ->
                grant
                    .id()
                    .flatMap(tables.buckets()::find)
                    .map(bucket -> grant.in(bucket.name()))
                    .orElse(grant))
        .map(KeyGrant::stored)
        .collect(Collectors.joining("\n"));
  }

  private Optional<Instant> latest(KeyRow row) {
    return Optional.ofNullable(used.get(row.id())).or(row::lastUsed);
  }

  /**
   * Makes a key. Keys of one name belong to one owner.
   *
   * @param grants all that the key may do; empty for a key that may do what its owner may
   * @throws IllegalArgumentException for a name that a policy could take for another owner, and for
   *     a bucket that does not exist
   */
  public synchronized NewKey create(String name, List<KeyGrant> grants, Optional<Instant> expires) {
    boolean taken = name.equals(root.owner().displayName()) || owner(name).isPresent();
    if (taken) {
      throw new IllegalArgumentException(
          "name is what another owner is known by: choose another than " + name);
    }
    String id = maker.accessKeyId();
    Secret secret = maker.secretKey();
    String sealed = box.seal(sealedName(id), secret.value());
    KeyRow row =
        index.write(
            Durability.STRICT,
            tables -> {
              Owner owner =
                  tables.keys().all().stream()
                      .map(KeyRow::owner)
                      .filter(each -> each.displayName().equals(name))
                      .findFirst()
                      .orElseGet(() -> new Owner(maker.ownerId(), name));
              KeyRow made =
                  new KeyRow(
                      id,
                      owner,
                      sealed,
                      String.join(
                          "\n", grants.stream().map(grant -> stored(tables, grant)).toList()),
                      clock.instant(),
                      expires,
                      Optional.empty());
              tables.keys().put(made);
              return made;
            });
    hold(row);
    return new NewKey(id, secret, row.owner());
  }

  /** A right is one to the bucket that has the name now, and to no later one. */
  private static String stored(Tables tables, KeyGrant grant) {
    BucketRow bucket =
        tables
            .buckets()
            .find(grant.bucket())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "grant names bucket %s, which does not exist: create it first"
                            .formatted(grant.bucket())));
    return grant.of(bucket.uid()).stored();
  }

  /**
   * Gives a key a new secret; the old one is worth nothing from now on.
   *
   * @return nothing when there is no such key
   */
  public synchronized Optional<NewKey> rotate(String id) {
    Secret secret = maker.secretKey();
    String sealed = box.seal(sealedName(id), secret.value());
    Optional<KeyRow> changed =
        index.write(
            Durability.STRICT,
            tables -> {
              Optional<KeyRow> row =
                  tables.keys().all().stream()
                      .filter(each -> each.id().equals(id))
                      .findFirst()
                      .map(each -> each.withSecret(sealed));
              row.ifPresent(tables.keys()::put);
              return row;
            });
    changed.ifPresent(this::hold);
    return changed.map(row -> new NewKey(id, secret, row.owner()));
  }

  /**
   * Gives the root key a new secret; the old one is worth nothing from now on.
   *
   * @param keep keeps it durably
   */
  public synchronized NewKey rotateRoot(Consumer<Secret> keep) {
    Secret secret = maker.secretKey();
    keep.accept(secret);
    AccessKey old = root;
    root = new AccessKey(old.id(), secret.value(), old.owner(), old.rights());
    return new NewKey(old.id(), secret, old.owner());
  }

  /** Ends a key for good; tells whether there was one. Requests that begin later are refused. */
  public synchronized boolean revoke(String id) {
    boolean removed =
        index.write(Durability.STRICT, tables -> tables.keys().revoke(id, clock.instant()));
    held.remove(id);
    used.remove(id);
    news.changed(Part.KEYS);
    return removed;
  }

  /**
   * A key with its secret, or that it was revoked, for another node; nothing for one that was not
   * made here or brought here, such as the root key.
   */
  public Optional<ExportedKey> exported(String id) {
    return index.read(tables -> new TransferredKeys(tables, box, root).find(id));
  }

  /**
   * Takes a key of another node.
   *
   * @param replace whether it may change the secret and the rights of one that is here
   * @throws KeyTransferException if that cannot be
   */
  public synchronized KeyOutcome take(ExportedKey key, boolean replace) {
    KeyOutcome outcome =
        index.write(
            Durability.STRICT, tables -> new TransferredKeys(tables, box, root).take(key, replace));
    index
        .read(tables -> tables.keys().find(key.id()))
        .ifPresentOrElse(this::hold, () -> held.remove(key.id()));
    return outcome;
  }

  /** Notes that a request was signed with a key. */
  public void used(String id) {
    if (held.containsKey(id)) {
      used.put(id, clock.instant());
    }
  }

  /** Stores when keys were used last. */
  public void storeUse() {
    Map<String, Instant> times = Map.copyOf(used);
    if (times.isEmpty()) {
      return;
    }
    index.write(
        Durability.RELAXED,
        tables -> {
          times.forEach(tables.keys()::setLastUsed);
          return times;
        });
    times.forEach(used::remove);
  }

  @Override
  public void close() {
    storeUse();
  }

  /** All that a key may do; empty for one that may do what its owner may. */
  public static List<KeyGrant> grants(KeyRow row) {
    return row.grants().lines().map(KeyGrant::parseStored).toList();
  }

  private void hold(KeyRow row) {
    List<KeyGrant> grants = grants(row);
    KeyRights rights = grants.isEmpty() ? new KeyRights.OfOwner() : new KeyRights.Granted(grants);
    AccessKey key =
        new AccessKey(row.id(), box.open(sealedName(row.id()), row.secret()), row.owner(), rights);
    held.put(row.id(), new Held(row, key));
    news.changed(Part.KEYS);
  }

  /** What the secret of a key is sealed under. */
  static String sealedName(String id) {
    return "access key " + id;
  }
}
