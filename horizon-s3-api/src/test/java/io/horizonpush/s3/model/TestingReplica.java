package io.horizonpush.s3.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A node that writes one key and learns what others wrote, entry by entry, with nothing but {@link
 * KeyVersions} to decide. Its clock is wrong by some minutes.
 */
final class TestingReplica {

  static final ObjectKey KEY = new ObjectKey("k");

  final WriterId writer;
  private final Duration skew;

  /** The document: of each author the last entry, with the time that orders them. */
  final Map<WriterId, ObjectVersion> document = new LinkedHashMap<>();

  /** The entries of versions by their ids. */
  final Map<Name, ObjectVersion> byId = new LinkedHashMap<>();

  record Name(WriterId author, VersionId version) {}

  KeyVersions versions = KeyVersions.NONE;
  OptionalLong versioningSince = OptionalLong.empty();

  /** What each version replaced, as its writer really saw it. */
  final Map<VersionId, Set<VersionId>> ancestors;

  final Set<VersionId> acknowledged = new HashSet<>();

  TestingReplica(int number, Duration skew, Map<VersionId, Set<VersionId>> ancestors) {
    this.writer = new WriterId(number, 0, 0, 0);
    this.skew = skew;
    this.ancestors = ancestors;
  }

  private Stamp behind(Optional<ObjectVersion> version, Instant now) {
    Instant wall = now.plus(skew);
    long clock =
        version
            .map(each -> Stamp.clockBehind(each.newest().clock(), wall))
            .orElseGet(() -> Stamp.clockOf(wall));
    return new Stamp(clock, writer);
  }

  private Optional<ObjectVersion> latest() {
    return versions.versions().stream().max(Comparator.comparing(ObjectVersion::newest));
  }

  private VersionHead head(RandomGenerator dice, Stamp stamp) {
    Optional<ObjectVersion> replaced = versions.nullVersion();
    VersionId id = VersionId.random(dice);
    Set<VersionId> known = new HashSet<>();
    replaced.ifPresent(
        version -> {
          known.add(version.id());
          known.addAll(ancestors.getOrDefault(version.id(), Set.of()));
        });
    ancestors.put(id, known);
    return VersionHead.written(
        KEY,
        id,
        true,
        stamp,
        replaced
            .map(version -> Replaced.by(List.of(version), versions.beside()))
            .orElse(Replaced.NOTHING));
  }

  void put(RandomGenerator dice, Instant now) {
    Stamp stamp = behind(latest(), now);
    StoredVersion version = stored(head(dice, stamp), "e" + dice.nextInt(1000));
    acknowledged.add(version.id());
    write(version);
  }

  static StoredVersion stored(VersionHead head, String etag) {
    return new StoredVersion(
        head,
        Instant.EPOCH,
        new ETag(etag),
        ObjectMetadata.EMPTY,
        List.of(),
        ObjectBody.Inline.of(ByteBuffer.wrap(etag.getBytes(StandardCharsets.UTF_8))),
        0,
        Optional.empty(),
        Attributes.NONE);
  }

  void delete(RandomGenerator dice, Instant now) {
    if (versions.current().flatMap(ObjectVersion::stored).isPresent()) {
      write(new Tombstone(head(dice, behind(latest(), now)), false));
    }
  }

  void set(Attribute attribute, Instant now) {
    versions
        .current()
        .flatMap(ObjectVersion::stored)
        .ifPresent(
            version -> {
              Attribute value =
                  attribute instanceof Retention retention
                      ? version.attributes().retention().map(retention::atLeast).orElse(retention)
                      : attribute;
              write(version.with(new Register<>(behind(Optional.of(version), now), value)));
            });
  }

  void remove(Instant now) {
    versions
        .current()
        .flatMap(ObjectVersion::stored)
        .ifPresent(
            version ->
                write(
                    version.withHead(
                        version
                            .head()
                            .with(Removal.of(version, behind(Optional.of(version), now), false)))));
  }

  /** Decides about a loser; answers which. */
  Optional<VersionId> resolve(RandomGenerator dice, Instant now) {
    if (versions.losers().isEmpty()) {
      return Optional.empty();
    }
    StoredVersion loser = versions.losers().getFirst();
    if (dice.nextBoolean()) {
      ObjectVersion winner = versions.nullVersion().orElseThrow();
      List<ObjectVersion> others =
          versions.beside().stream().filter(each -> !each.id().equals(loser.id())).toList();
      VersionHead head =
          VersionHead.written(
              KEY,
              VersionId.random(dice),
              true,
              behind(latest(), now),
              Replaced.by(List.of(winner, loser), others));
      Set<VersionId> known = new HashSet<>(Set.of(winner.id(), loser.id()));
      known.addAll(ancestors.getOrDefault(winner.id(), Set.of()));
      known.addAll(ancestors.getOrDefault(loser.id(), Set.of()));
      ancestors.put(head.id(), known);
      write(loser.withHead(head));
    } else {
      Removal removal = Removal.of(loser, behind(Optional.of(loser), now), false);
      ObjectVersion removed = loser.withHead(loser.head().with(removal));
      versions = versions.with(removed, versioningSince);
      byId.put(new Name(writer, loser.id()), versions.find(loser.id()).orElse(removed));
    }
    return Optional.of(loser.id());
  }

  private void write(ObjectVersion version) {
    versions = versions.with(version, versioningSince);
    document.put(writer, versions.find(version.id()).orElse(version));
  }

  /** Takes an entry as often as it comes; of each author only the newest counts. */
  void receive(WriterId author, ObjectVersion entry) {
    ObjectVersion known = document.get(author);
    if (known != null && known.newest().compareTo(entry.newest()) > 0) {
      return; // The document keeps the later one.
    }
    document.put(author, entry);
    versions = versions.with(entry, versioningSince);
  }

  /** Takes entries of another node's document, in some order. */
  void pull(TestingReplica other, RandomGenerator dice, boolean all) {
    List<Map.Entry<WriterId, ObjectVersion>> entries = new ArrayList<>(other.document.entrySet());
    Collections.shuffle(entries, Random.from(dice));
    for (Map.Entry<WriterId, ObjectVersion> entry : entries) {
      if (all || dice.nextBoolean()) {
        receive(entry.getKey(), entry.getValue());
      }
    }
    other.byId.forEach(
        (name, entry) -> {
          if (all || dice.nextBoolean()) {
            ObjectVersion known = byId.get(name);
            if (known == null || known.newest().compareTo(entry.newest()) <= 0) {
              byId.put(name, entry);
              versions = versions.with(entry, versioningSince);
            }
          }
        });
  }

  /** Every entry of the document. */
  Collection<ObjectVersion> entries() {
    List<ObjectVersion> all = new ArrayList<>(document.values());
    all.addAll(byId.values());
    return all;
  }

  /** What a node makes of a document that it meets for the first time, entry by entry. */
  static KeyVersions fromEntries(
      Collection<ObjectVersion> entries, RandomGenerator dice, OptionalLong versioningSince) {
    List<ObjectVersion> shuffled = new ArrayList<>(entries);
    entries.stream().filter(entry -> dice.nextInt(3) == 0).forEach(shuffled::add);
    Collections.shuffle(shuffled, Random.from(dice));
    KeyVersions versions = KeyVersions.NONE;
    for (ObjectVersion entry : shuffled) {
      versions = versions.with(entry, versioningSince);
    }
    return versions;
  }

  static Map<VersionId, Set<VersionId>> ancestry() {
    return new HashMap<>();
  }
}
