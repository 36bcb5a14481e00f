package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.IrohNode;
import io.horizonpush.iroh.backup.Backup;
import io.horizonpush.iroh.backup.Restore;
import io.horizonpush.s3.model.BucketConfiguration.Deciding;
import io.horizonpush.s3.model.MemberMode;
import io.horizonpush.s3.model.ObjectKey;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.store.Bytes;
import io.horizonpush.s3.store.TestingObjects;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A home that was restored from a backup has forgotten decisions, and decides nothing. */
@Timeout(300)
class RestoredHomeTest {

  private static final ObjectKey KEY = new ObjectKey("key");

  @TempDir Path directory;

  @Test
  void aRestoredHome_decidesNothing_beforeAnOwnerMakesItTheHomeAgain() throws Exception {
    Path folder = directory.resolve("home");
    Path backup = directory.resolve("backup");
    HomeNode home = new HomeNode(folder);
    try (HomeNode member = new HomeNode(directory.resolve("member"))) {
      home.begin();
      home.admit(member, MemberMode.WRITE);
      home.decide(Deciding.WRITES_AT_HOME, member);
      new Backup(home.index(), home.stores().content(), folder, List.of(IrohNode.KEY)).make(backup);
      member.objects().put(member.bucket(), KEY, Bytes.of("after the backup"));
      home.close();
      Restore.run(backup, folder, List.of(IrohNode.KEY));
      home = new HomeNode(folder);
      HomeNode restored = home;

      assertThatThrownBy(() -> put(restored))
          .isInstanceOfSatisfying(
              S3Exception.class,
              error -> {
                assertThat(error.code()).isEqualTo(S3ErrorCode.SERVICE_UNAVAILABLE);
                assertThat(error.getMessage()).contains("restored", "--force");
              });
      assertThatThrownBy(() -> put(member)).isInstanceOf(S3Exception.class);
      restored.homes().moves().move(HomeNode.NAME, restored.id(), true);

      assertThat(restored.number()).isEqualTo(2);
      Awaitility.await().atMost(HomeNode.LONG).until(() -> member.number() == 2);
      Awaitility.await()
          .atMost(HomeNode.LONG)
          .ignoreException(S3Exception.class)
          .untilAsserted(() -> put(member));
    } finally {
      home.close();
    }
  }

  private static void put(HomeNode node) {
    new TestingObjects(node.homes().objects()).put(node.bucket(), KEY, Bytes.of("later"));
  }
}
