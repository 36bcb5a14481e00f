package io.horizonpush.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KeyTable.KeyRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.store.ChangeNews;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a real index. */
class KeyRingTest {

  private static final AccessKey ROOT =
      new AccessKey("ROOT", "root secret", new Owner("root", "Root"), new KeyRights.Everything());
  private static final SecretBox BOX = box(0);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path directory;

  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final SecureRandom random = new SecureRandom();
  private Index index;
  private KeyRing ring;

  @BeforeEach
  void open() {
    index = Index.open(directory, Index.Options.DEFAULT);
    ring = KeyRing.open(index, BOX, ROOT, now::get, new ChangeNews());
  }

  @AfterEach
  void close() {
    index.close();
  }

  private static SecretBox box(int firstByte) {
    byte[] key = new byte[32];
    key[0] = (byte) firstByte;
    return new SecretBox(new SecretKeySpec(key, "AES"));
  }

  /** Makes the bucket of a name, or makes it again. */
  private BucketId makeBucket(String text) {
    BucketName name = new BucketName(text);
    return index.write(
        Durability.STRICT,
        tables -> {
          tables.buckets().find(name).ifPresent(tables.buckets()::doom);
          BucketId id = BucketId.random(random);
          return tables
              .buckets()
              .insert(
                  new BucketRow(
                      0, id, name, ROOT.owner(), NOW, Durability.STRICT, DocumentMode.EAGER))
              .uid();
        });
  }

  private KeyRights rights(NewKey key) {
    return ring.find(key.accessKey()).orElseThrow().rights();
  }

  private void restart() {
    ring.close();
    index.close();
    open();
  }

  private List<KeyRow> all() {
    return ring.list(Instant.EPOCH, "", 100);
  }

  @Test
  void aNewKey_isFound_alsoAfterARestart() {
    NewKey made = ring.create("app", List.of(), Optional.empty());
    AccessKey expected =
        new AccessKey(
            made.accessKey(), made.secretKey().value(), made.owner(), new KeyRights.OfOwner());
    assertThat(ring.find(made.accessKey())).contains(expected);
    restart();
    assertThat(ring.find(made.accessKey())).contains(expected);
    assertThat(ring.find("ROOT")).contains(ROOT);
    assertThat(ring.find("nobody")).isEmpty();
  }

  @Test
  void keysOfOneName_haveOneOwner_andOthersAnother() {
    Owner first = ring.create("app", List.of(), Optional.empty()).owner();
    assertThat(ring.create("app", List.of(), Optional.empty()).owner()).isEqualTo(first);
    Owner other = ring.create("other", List.of(), Optional.empty()).owner();
    assertThat(other.id()).isNotEqualTo(first.id()).matches("[0-9a-f]{64}");
    assertThat(ring.owner(first.id())).contains(first);
    assertThat(ring.owner(other.id())).contains(other);
    assertThat(ring.owner("root")).contains(ROOT.owner());
    assertThat(ring.owner("nobody")).isEmpty();
  }

  @Test
  void aName_thatCouldBeTakenForAnotherOwner_isRefused() {
    Owner other = ring.create("other", List.of(), Optional.empty()).owner();
    for (String name : List.of("root", "Root", other.id())) {
      assertThatThrownBy(() -> ring.create(name, List.of(), Optional.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("choose another");
    }
  }

  @Test
  void grants_areKept_withTheBucketThatTheyMean() {
    BucketId photos = makeBucket("photos");
    List<KeyGrant> grants = List.of(KeyGrant.parse("rw:photos/in/"), KeyGrant.parse("r:photos"));
    KeyRights expected =
        new KeyRights.Granted(grants.stream().map(grant -> grant.of(photos)).toList());

    NewKey made = ring.create("app", grants, Optional.empty());

    assertThat(rights(made)).isEqualTo(expected);
    restart();
    assertThat(rights(made)).isEqualTo(expected);
    assertThat(KeyRing.grants(all().getFirst()))
        .extracting(KeyGrant::toString)
        .containsExactly("rw:photos/in/", "r:photos");
  }

  @Test
  void aGrantOfABucketThatDoesNotExist_isRefused_andNoKeyIsMade() {
    makeBucket("photos");
    List<KeyGrant> grants = List.of(KeyGrant.parse("r:photos"), KeyGrant.parse("rw:absent/in/"));
    assertThatThrownBy(() -> ring.create("app", grants, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("grant names bucket absent, which does not exist: create it first");
    assertThat(all()).isEmpty();
  }

  @Test
  void aGrant_endsWithItsBucket_alsoWhenTheNameIsUsedAgain() {
    makeBucket("photos");
    NewKey made = ring.create("app", List.of(KeyGrant.parse("rw:photos")), Optional.empty());
    NewKey full = ring.create("full", List.of(), Optional.empty());
    BucketId again = makeBucket("photos");

    restart();
    ring.rotate(made.accessKey());

    assertThat(rights(made))
        .isInstanceOfSatisfying(
            KeyRights.Granted.class,
            granted ->
                assertThat(granted.grants())
                    .hasSize(1)
                    .noneMatch(grant -> grant.id().equals(Optional.of(again))));
    assertThat(rights(full)).isEqualTo(new KeyRights.OfOwner());
  }

  @Test
  void aGrantOfSeveralLines_isRefused_becauseItWouldReadAsSeveral() {
    makeBucket("photos");
    for (String end : List.of("\n", "\r", "\nrwd:photos", "\r\nx")) {
      assertThatThrownBy(() -> KeyGrant.parse("r:photos/a" + end))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aRevokedKey_isWorthNothing_atOnceAndForEver() {
    NewKey made = ring.create("app", List.of(), Optional.empty());
    ring.used(made.accessKey());
    assertThat(ring.revoke(made.accessKey())).isTrue();
    assertThat(ring.find(made.accessKey())).isEmpty();
    assertThat(ring.revoke(made.accessKey())).isFalse();
    restart();
    assertThat(ring.find(made.accessKey())).isEmpty();
    assertThat(all()).isEmpty();
    assertThat(ring.revoke("ROOT")).isFalse();
    assertThat(ring.find("ROOT")).isPresent();
  }

  @Test
  void aRotatedKey_hasAnotherSecret_andOnlyThat() {
    makeBucket("photos");
    NewKey made = ring.create("app", List.of(KeyGrant.parse("r:photos")), Optional.empty());
    KeyRights before = rights(made);
    NewKey rotated = ring.rotate(made.accessKey()).orElseThrow();
    assertThat(rotated.secretKey()).isNotEqualTo(made.secretKey());
    restart();
    AccessKey found = ring.find(made.accessKey()).orElseThrow();
    assertThat(found.secret()).isEqualTo(rotated.secretKey().value());
    assertThat(found.owner()).isEqualTo(made.owner());
    assertThat(found.rights()).isEqualTo(before);
    assertThat(ring.rotate("nobody")).isEmpty();
  }

  @Test
  void anExpiredKey_isNotFound_butListed() {
    NewKey made = ring.create("app", List.of(), Optional.of(NOW.plus(Duration.ofDays(1))));
    now.set(NOW.plus(Duration.ofDays(1)).minusMillis(1));
    assertThat(ring.find(made.accessKey())).isPresent();
    now.set(NOW.plus(Duration.ofDays(1)));
    assertThat(ring.find(made.accessKey())).isEmpty();
    assertThat(all()).hasSize(1);
  }

  @Test
  void theLastUse_isShownAtOnce_andKept() {
    NewKey made = ring.create("app", List.of(), Optional.empty());
    assertThat(all().getFirst().lastUsed()).isEmpty();
    now.set(NOW.plusSeconds(60));
    ring.used(made.accessKey());
    assertThat(all().getFirst().lastUsed()).contains(NOW.plusSeconds(60));
    restart();
    assertThat(all().getFirst().lastUsed()).contains(NOW.plusSeconds(60));
  }

  @Test
  void noSecret_isReadableInAnyFile_norInAnyText() throws IOException {
    NewKey made = ring.create("app", List.of(), Optional.empty());
    assertThat(made.toString()).doesNotContain(made.secretKey().value());
    assertThat(ring.find(made.accessKey()).orElseThrow().toString())
        .doesNotContain(made.secretKey().value());
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .doesNotContain(made.secretKey().value());
      }
    }
  }

  @Test
  void anotherNodesKey_opensNothing_andSaysWhatToDo() {
    ring.create("app", List.of(), Optional.empty());
    assertThatThrownBy(() -> KeyRing.open(index, box(1), ROOT, now::get, new ChangeNews()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("node.key");
  }

  @Test
  void aSecretPutIntoAnotherKeysRow_doesNotOpen() {
    makeBucket("photos");
    NewKey weak = ring.create("weak", List.of(KeyGrant.parse("r:photos")), Optional.empty());
    NewKey strong = ring.create("strong", List.of(), Optional.empty());
    index.write(
        Durability.STRICT,
        tables -> {
          List<KeyRow> rows = tables.keys().all();
          KeyRow from = row(rows, weak);
          tables.keys().put(row(rows, strong).withSecret(from.secret()));
          return from;
        });
    assertThatThrownBy(() -> KeyRing.open(index, BOX, ROOT, now::get, new ChangeNews()))
        .isInstanceOf(IllegalStateException.class);
  }

  private static KeyRow row(List<KeyRow> rows, NewKey key) {
    return rows.stream().filter(row -> row.id().equals(key.accessKey())).findFirst().orElseThrow();
  }

  @Test
  void keys_areListedPageByPage_alsoBehindOneThatIsRevoked() {
    List<String> made =
        Stream.of("a", "b", "c", "d")
            .map(name -> ring.create(name, List.of(), Optional.empty()).accessKey())
            .sorted()
            .toList();

    List<KeyRow> first = ring.list(Instant.EPOCH, "", 2);
    assertThat(first).extracting(KeyRow::id).isEqualTo(made.subList(0, 2));
    ring.revoke(made.get(1));
    assertThat(ring.list(first.get(1).created(), made.get(1), 100))
        .extracting(KeyRow::id)
        .isEqualTo(made.subList(2, 4));
    assertThat(ring.list(first.get(1).created(), made.get(3), 100)).isEmpty();
  }
}
