package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.backup.Backup;
import io.horizonpush.iroh.backup.Restore;
import io.horizonpush.iroh.codec.ManifestCodec;
import io.horizonpush.iroh.content.TestingRecords;
import io.horizonpush.iroh.home.HomeNode.Surroundings;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.store.Bytes;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A member that was restored knows less than it published, and hears the others first. */
@Timeout(300)
class RestoredMemberTest {

  @TempDir Path directory;

  @Test
  void whatARestoredNodeWroteSince_comesBack_andNothingOfItsOlderViewStandsAgainstIt()
      throws IOException {
    Path backup = directory.resolve("backup");
    Path folder = directory.resolve("node");
    int port = freePort();
    HomeNode node = new HomeNode(folder);
    HomeNode member = member(port);
    try {
      node.begin();
      node.admit(member, MemberMode.WRITE);
      put(node, "changed", "before");
      put(node, "deleted", "before");
      put(node, "kept", "before");
      awaitSame(node, member);
      new Backup(node.index(), node.stores().content(), folder, List.of(IrohNode.KEY)).make(backup);
      put(node, "changed", "since");
      put(node, "new", "since");
      node.objects().delete(node.bucket(), new ObjectKey("deleted"));
      awaitSame(node, member);
      node.close();
      member.close();
      Path fresh = directory.resolve("restored");
      Files.createDirectories(fresh);
      Restore.run(backup, fresh, List.of(IrohNode.KEY));
      node = new HomeNode(fresh);
      HomeNode restored = node;

      put(restored, "local", "while nobody is reached");
      assertThat(isBehind(restored)).isTrue();
      assertThat(objects(restored)).containsOnlyKeys("changed", "deleted", "kept", "local");
      assertThat(entries(restored)).isZero();
      member = member(port);
      awaitSame(restored, member);

      assertThat(objects(member)).containsOnlyKeys("changed", "kept", "local", "new");
      Awaitility.await().atMost(HomeNode.LONG).until(() -> !isBehind(restored));
      put(restored, "later", "as ever");
      try (HomeNode third = new HomeNode(directory.resolve("third"))) {
        restored.admit(third, MemberMode.READ);
        awaitSame(restored, third);
        assertThat(objects(third))
            .containsOnlyKeys("changed", "kept", "later", "local", "new")
            .containsAllEntriesOf(objects(member));
        awaitSame(third, member);
      }
    } finally {
      member.close();
      node.close();
    }
  }

  private HomeNode member(int port) throws IOException {
    return new HomeNode(
        directory.resolve("member"),
        new Surroundings(
            BucketHomes.PATIENCE, UnaryOperator.identity(), InstantSource.system(), port));
  }

  private static int freePort() throws IOException {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void put(HomeNode node, String key, String text) {
    node.objects().put(node.bucket(), new ObjectKey(key), Bytes.of(text));
  }

  private static long row(HomeNode node) {
    BucketId bucket = node.bucket().id();
    return node.index().read(tables -> tables.buckets().require(bucket)).id();
  }

  private static boolean isBehind(HomeNode node) {
    long row = row(node);
    return node.index().read(tables -> tables.backfills().awaits(row));
  }

  private static long entries(HomeNode node) {
    long row = row(node);
    return node.index().read(tables -> tables.entries().count(row));
  }

  private static Map<String, String> objects(HomeNode node) {
    long row = row(node);
    return node.index()
        .read(
            tables -> {
              try (var objects = tables.versions().allObjects(row)) {
                return objects
                    .map(each -> each.version())
                    .collect(
                        Collectors.toMap(
                            each -> each.key().value(),
                            each -> TestingRecords.hash(ManifestCodec.encode(each).bytes()).hex(),
                            (one, _) -> one,
                            TreeMap::new));
              }
            });
  }

  private static void awaitSame(HomeNode one, HomeNode two) {
    Awaitility.await()
        .atMost(HomeNode.LONG)
        .untilAsserted(() -> assertThat(objects(two)).isEqualTo(objects(one)));
  }
}
