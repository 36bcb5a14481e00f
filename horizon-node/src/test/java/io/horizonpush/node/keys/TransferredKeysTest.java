package io.horizonpush.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.KeyTable.KeyRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.store.ChangeNews;
import io.horizonpush.node.keys.ExportedKey.State;
import io.horizonpush.node.keys.KeyTransferException.Reason;
import io.horizonpush.s3.auth.AccessKey;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.KeyRights;
import io.horizonpush.s3.model.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys between the rings of two nodes, each over a real index. */
class TransferredKeysTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final BucketId PHOTOS = new BucketId(1, 2);

  @TempDir Path folder;

  private Node one;
  private Node two;

  private static final class Node {

    private final Path directory;
    private final AccessKey root;
    private final SecretBox box;
    private Index index;
    private KeyRing ring;

    Node(Path directory, int number) throws IOException {
      Files.createDirectories(directory);
      this.directory = directory;
      String id = ("0" + number).repeat(32);
      root =
          new AccessKey(
              "ROOT" + number,
              "root secret",
              new Owner(id, "horizonpush"),
              new KeyRights.Everything());
      byte[] key = new byte[32];
      key[0] = (byte) number;
      box = new SecretBox(new SecretKeySpec(key, "AES"));
      index = Index.open(directory, Index.Options.DEFAULT);
      ring = KeyRing.open(index, box, root, () -> NOW, new ChangeNews());
    }

    void makeBucket(String name, BucketId id) {
      BucketRow row =
          new BucketRow(
              0,
              id,
              new BucketName(name),
              root.owner(),
              NOW,
              Durability.STRICT,
              DocumentMode.EAGER);
      index.write(Durability.STRICT, tables -> tables.buckets().insert(row));
    }

    void restart() {
      ring.close();
      index.close();
      index = Index.open(directory, Index.Options.DEFAULT);
      ring = KeyRing.open(index, box, root, () -> NOW, new ChangeNews());
    }

    List<KeyRow> all() {
      return ring.list(Instant.EPOCH, "", 100);
    }

    void close() {
      index.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    one = new Node(folder.resolve("1"), 1);
    two = new Node(folder.resolve("2"), 2);
    one.makeBucket("photos", PHOTOS);
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  private NewKey granted() {
    return one.ring.create(
        "camera", List.of(KeyGrant.parse("rw:photos/in/")), Optional.of(NOW.plusSeconds(60)));
  }

  private ExportedKey exported(NewKey key) {
    return one.ring.exported(key.accessKey()).orElseThrow();
  }

  private Reason refusal(ExportedKey key, boolean replace) {
    return catchThrowableOfType(KeyTransferException.class, () -> two.ring.take(key, replace))
        .reason();
  }

  @Test
  void aKey_isTheSameThere_alsoAfterARestart() {
    NewKey made = granted();

    assertThat(two.ring.take(exported(made), false)).isEqualTo(KeyOutcome.IMPORTED);

    assertThat(two.ring.find(made.accessKey())).isEqualTo(one.ring.find(made.accessKey()));
    two.restart();
    assertThat(two.ring.find(made.accessKey())).isEqualTo(one.ring.find(made.accessKey()));
    assertThat(two.ring.exported(made.accessKey())).contains(exported(made));
    assertThat(two.ring.owner(made.owner().id())).contains(made.owner());
  }

  @Test
  void aGrant_isListedByTheNameThatItsBucketHasHere() {
    NewKey made = granted();
    two.ring.take(exported(made), false);
    assertThat(KeyRing.grants(two.all().getFirst()))
        .as("not here yet")
        .extracting(KeyGrant::toString)
        .containsExactly("rw:photos/in/");
    two.makeBucket("photos", new BucketId(7, 7));
    two.makeBucket("ours", PHOTOS);

    assertThat(KeyRing.grants(two.all().getFirst()))
        .extracting(KeyGrant::toString)
        .containsExactly("rw:ours/in/");
    assertThat(two.ring.take(exported(made), false)).isEqualTo(KeyOutcome.PRESENT);
  }

  @Test
  void toImportTwice_changesNothing() {
    NewKey made = granted();
    two.ring.take(exported(made), false);
    two.ring.used(made.accessKey());

    assertThat(two.ring.take(exported(made), true)).isEqualTo(KeyOutcome.PRESENT);
    assertThat(two.all().getFirst().lastUsed()).contains(NOW);
    assertThat(one.ring.take(exported(made), false))
        .as("where it was made")
        .isEqualTo(KeyOutcome.PRESENT);
  }

  @Test
  void anotherSecret_isTakenOnlyWhereItIsAskedFor() {
    NewKey made = granted();
    two.ring.take(exported(made), false);
    NewKey rotated = one.ring.rotate(made.accessKey()).orElseThrow();

    assertThat(refusal(exported(made), false)).isEqualTo(Reason.DIFFERENT);
    assertThat(two.ring.find(made.accessKey()).orElseThrow().secret())
        .isEqualTo(made.secretKey().value());
    assertThat(two.ring.take(exported(made), true)).isEqualTo(KeyOutcome.REPLACED);
    assertThat(two.ring.find(made.accessKey()).orElseThrow().secret())
        .isEqualTo(rotated.secretKey().value());
  }

  @Test
  void otherRights_areOthers_too() {
    ExportedKey key = exported(granted());
    two.ring.take(key, false);
    State.Live live = (State.Live) key.state();
    State more = new State.Live(live.secret(), List.of(), live.expires());
    State longer = new State.Live(live.secret(), live.grants(), Optional.empty());

    for (State state : List.of(more, longer)) {
      ExportedKey changed = new ExportedKey(key.id(), key.owner(), key.created(), state);
      assertThat(refusal(changed, false)).isEqualTo(Reason.DIFFERENT);
    }
  }

  @Test
  void aRevocation_travels_isFinal_andLeavesNoSecret() {
    NewKey made = granted();
    ExportedKey before = exported(made);
    two.ring.take(before, false);
    one.ring.revoke(made.accessKey());
    ExportedKey revoked = exported(made);
    assertThat(revoked.state()).isEqualTo(new State.Revoked(NOW));

    assertThat(two.ring.take(revoked, false)).isEqualTo(KeyOutcome.REVOKED);
    assertThat(two.ring.take(revoked, false)).isEqualTo(KeyOutcome.PRESENT);

    assertThat(two.ring.find(made.accessKey())).isEmpty();
    assertThat(refusal(before, true)).isEqualTo(Reason.REVOKED);
    two.restart();
    assertThat(two.ring.find(made.accessKey())).isEmpty();
    assertThat(two.all()).isEmpty();
    assertThat(refusal(before, true)).isEqualTo(Reason.REVOKED);
    assertThat(two.ring.exported(made.accessKey())).contains(revoked);
    assertThat(two.ring.rotate(made.accessKey())).isEmpty();
  }

  @Test
  void aRevocation_thatComesFirst_keepsTheKeyOut() {
    NewKey made = granted();
    ExportedKey before = exported(made);
    one.ring.revoke(made.accessKey());

    assertThat(two.ring.take(exported(made), false)).isEqualTo(KeyOutcome.REVOKED);
    assertThat(refusal(before, false)).isEqualTo(Reason.REVOKED);
  }

  @Test
  void noOwnerFromElsewhere_isTakenForOneThatIsHere() {
    ExportedKey key = exported(granted());
    Owner local = two.ring.create("local", List.of(), Optional.empty()).owner();
    String other = "0f".repeat(32);
    List<Owner> owners =
        List.of(
            two.root.owner(),
            new Owner(other, "horizonpush"),
            new Owner(two.root.owner().id(), "x"),
            new Owner(other, two.root.owner().id()),
            new Owner(other, "local"),
            new Owner(local.id(), "x"),
            new Owner(other, local.id()));
    for (Owner owner : owners) {
      assertThat(refusal(new ExportedKey(key.id(), owner, key.created(), key.state()), true))
          .as("%s", owner)
          .isEqualTo(Reason.OWNER_TAKEN);
    }
    assertThat(two.all()).hasSize(1);
  }

  @Test
  void aKeyOfAnotherOwner_isNeitherReplacedNorRevoked() {
    ExportedKey key = exported(granted());
    two.ring.take(key, false);
    Owner other = new Owner("0f".repeat(32), "other");

    for (State state : List.of(key.state(), new State.Revoked(NOW))) {
      assertThat(refusal(new ExportedKey(key.id(), other, key.created(), state), true))
          .isEqualTo(Reason.DIFFERENT);
    }
    assertThat(two.ring.find(key.id())).isEqualTo(one.ring.find(key.id()));
  }

  @Test
  void severalKeysOfOneOwner_haveOneOwnerThere() {
    NewKey first = one.ring.create("app", List.of(), Optional.empty());
    NewKey second = one.ring.create("app", List.of(), Optional.empty());
    two.ring.take(exported(first), false);
    two.ring.take(exported(second), false);

    assertThat(two.ring.create("app", List.of(), Optional.empty()).owner())
        .isEqualTo(first.owner());
  }

  @Test
  void theRootKey_andOnesThatAreNotHere_haveNothingToExport() {
    assertThat(one.ring.exported("ROOT1")).isEmpty();
    assertThat(one.ring.exported("HZABCDEFGHIJKLMNOP23")).isEmpty();
  }
}
