package io.horizonpush.node.origins;

import io.horizonpush.fallback.OriginTrial;
import io.horizonpush.fallback.Origins;
import io.horizonpush.fallback.origin.KnownOrigins;
import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.fallback.origin.OriginLimits;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KnownOriginTable.OriginRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.node.config.ConfigException;
import io.horizonpush.node.config.ConfiguredOrigin;
import io.horizonpush.node.origins.OriginRefusedException.Reason;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.OriginId;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The origins that this node has access to: those that an operator added, which the index keeps
 * with their credentials encrypted, and those of the configuration file. None is opened before
 * somebody asks for it.
 *
 * <p>Thread-safe; changes exclude each other.
 */
public final class NodeOrigins implements KnownOrigins, AutoCloseable {

  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private final Index index;
  private final SecretBox box;
  private final InstantSource clock;
  private final Origins origins = new Origins(OriginLimits.USUAL);
  private final Map<OriginId, HeldOrigin> held = new ConcurrentHashMap<>();
  private final OriginGrants grants;

  private NodeOrigins(
      Index index, SecretBox box, List<ConfiguredOrigin> configured, InstantSource clock) {
    this.index = index;
    this.box = box;
    this.clock = clock;
    index.read(tables -> tables.knownOrigins().all()).forEach(this::hold);
    configured.forEach(this::configure);
    this.grants = OriginGrants.open(index, held::containsKey);
  }

  /**
   * The origins of an index and of a configuration.
   *
   * @param box decrypts credentials, once they are needed
   * @throws ConfigException if both have one of a name or place
   */
  public static NodeOrigins open(
      Index index, SecretBox box, List<ConfiguredOrigin> configured, InstantSource clock) {
    return new NodeOrigins(index, box, configured, clock);
  }

  private void hold(OriginRow row) {
    held.put(row.id(), new HeldOrigin(row.name(), row.id(), false, () -> read(row), index, clock));
  }

  private OriginSettings read(OriginRow row) {
    OriginSettings settings;
    try {
      settings =
          OriginText.read(row.description(), box.open(sealedName(row.id()), row.credentials()));
    } catch (IllegalStateException e) {
      throw OriginException.misconfigured(String.valueOf(e.getMessage()));
    }
    if (!settings.place().id().equals(row.id())) {
      throw OriginException.misconfigured(
          "the origin %s in the index is not at the place that its credentials are for: remove it and add it again"
              .formatted(row.name()));
    }
    return settings;
  }

  private void configure(ConfiguredOrigin given) {
    OriginSettings settings = settings(given);
    OriginId id = settings.place().id();
    same(given.name(), id)
        .ifPresent(
            other -> {
              throw given.wrong(
                  other.configured()
                      ? "%s has the same name or place: leave one of them".formatted(other.name())
                      : "its name or its place is that of %s, which was added by origin add: take it out of the file, start the node and run origin remove %s, or leave it out of the file"
                          .formatted(other.name(), other.name()));
            });
    held.put(id, new HeldOrigin(given.name(), id, true, () -> settings, index, clock));
  }

  /**
   * What the configuration file says of an origin, its secrets read.
   *
   * @throws ConfigException if that cannot be
   */
  public static OriginSettings settings(ConfiguredOrigin given) {
    try {
      requireName(given.name());
      return OriginSettings.of(given.read());
    } catch (OriginException | IllegalArgumentException e) {
      throw given.wrong(String.valueOf(e.getMessage()));
    }
  }

  private Optional<HeldOrigin> same(String name, OriginId id) {
    return held.values().stream()
        .filter(each -> each.name().equals(name) || each.id().equals(id))
        .findFirst();
  }

  /** What the credentials of an origin are sealed under: they are for this place alone. */
  private static String sealedName(OriginId id) {
    return "origin " + id;
  }

  @Override
  public Optional<KnownOrigin> find(BucketId bucket, OriginId id) {
    return use(bucket, id) == OriginUse.ALLOWED
        ? held(id).map(each -> each.open(origins))
        : Optional.empty();
  }

  @Override
  public boolean knows(OriginId id) {
    return held.containsKey(id);
  }

  /** Whether this node uses an origin for a bucket. */
  public OriginUse use(BucketId bucket, OriginId id) {
    if (!knows(id)) {
      return OriginUse.NO_ACCESS;
    }
    return grants
        .find(bucket, id)
        .map(allowed -> allowed ? OriginUse.ALLOWED : OriginUse.DENIED)
        .orElse(OriginUse.UNDECIDED);
  }

  /** What an origin of a bucket is to this node. */
  public OriginAccess access(BucketId bucket, OriginId id) {
    return new OriginAccess(held(id).map(HeldOrigin::name), use(bucket, id));
  }

  /** What the operator said about buckets and origins. */
  public OriginGrants grants() {
    return grants;
  }

  /** What is known of an origin, which is not opened for that. */
  public Optional<HeldOrigin> held(OriginId id) {
    return Optional.ofNullable(held.get(id));
  }

  /** Every origin, by name. */
  public List<HeldOrigin> all() {
    return held.values().stream().sorted(Comparator.comparing(HeldOrigin::name)).toList();
  }

  /**
   * The origin of a name.
   *
   * @throws OriginRefusedException if there is none
   */
  public HeldOrigin require(String name) {
    return held.values().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new OriginRefusedException(
                    Reason.UNKNOWN,
                    "this node knows no origin of that name: origin list shows them, origin add adds one"));
  }

  /**
   * Adds an origin, once it could be opened.
   *
   * @param replace whether one of that name and at that place may be there, which gets these
   *     settings and credentials
   * @throws OriginException if it cannot be opened
   * @throws OriginRefusedException if name or place are taken
   */
  public synchronized HeldOrigin add(String name, OriginSettings settings, boolean replace) {
    requireName(name);
    OriginId id = settings.place().id();
    requireFree(name, id, replace);
    HeldOrigin added = new HeldOrigin(name, id, false, () -> settings, index, clock);
    added.open(origins);
    OriginRow row =
        new OriginRow(
            id,
            name,
            OriginText.description(settings),
            box.seal(sealedName(id), OriginText.credentials(settings.connection().credentials())),
            clock.instant());
    index.write(
        Durability.STRICT,
        tables -> {
          tables.knownOrigins().put(row);
          return row;
        });
    Optional.ofNullable(held.put(id, added)).ifPresent(HeldOrigin::settle);
    return added;
  }

  private void requireFree(String name, OriginId id, boolean replace) {
    for (HeldOrigin other : held.values()) {
      boolean named = other.name().equals(name);
      boolean there = other.id().equals(id);
      if ((named || there) && other.configured()) {
        throw configured(other);
      }
      if (named && there && !replace) {
        throw taken(
            "there is an origin %s: give --replace if it is to have these settings and credentials",
            name);
      }
      if (named && !there) {
        throw taken("the origin %s is another place: choose another name, or remove it", name);
      }
      if (there && !named) {
        throw taken("that place is the origin %s already", other.name());
      }
    }
  }

  private static OriginRefusedException taken(String how, String name) {
    return new OriginRefusedException(Reason.TAKEN, how.formatted(name));
  }

  private static OriginRefusedException configured(HeldOrigin origin) {
    return new OriginRefusedException(
        Reason.CONFIGURED,
        "the origin %s is in the configuration file: change it there and restart the node"
            .formatted(origin.name()));
  }

  private static void requireName(String name) {
    if (!NAMES.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an origin's name has letters, digits, '.', '_' and '-', at most 63, and begins with a letter or digit");
    }
  }

  /**
   * Does in an origin what this node will do there.
   *
   * @throws OriginException if it cannot be opened
   */
  public OriginTrial.Result test(String name) {
    return OriginTrial.of(require(name).open(origins).origin());
  }

  /**
   * Forgets an origin and its credentials. Whoever has it open goes on with it.
   *
   * @throws OriginRefusedException if there is none, or the configuration file has it
   */
  public synchronized void remove(String name) {
    HeldOrigin origin = require(name);
    if (origin.configured()) {
      throw configured(origin);
    }
    grants.forget(origin.id());
    index.write(Durability.STRICT, tables -> tables.knownOrigins().remove(origin.id()));
    held.remove(origin.id());
    origin.settle();
  }

  @Override
  public void close() {
    held.values().forEach(HeldOrigin::settle);
    origins.close();
  }
}
