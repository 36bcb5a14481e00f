package io.horizonpush.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.horizonpush.node.process.Commands;
import io.horizonpush.node.process.NodeUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Other users of the machine, who reach the same loopback address. */
class OtherUsersIT {

  private static final String[] BECAUSE = {"another user of this machine", "Sign it"};

  @TempDir private Path folder;

  @Test
  void anotherUser_mayDoWhatThePublicMay_andNothingElse() {
    SystemUser stranger = SystemUser.named(SystemUser.STRANGER);
    try (NodeUnderTest node = NodeUnderTest.start(folder.resolve("data"))) {
      String s3 = node.s3().toString();
      Curl ours = new Curl();
      Curl theirs = ours.under(stranger.prefix());
      ours.put(s3 + "/private", "").isOk("");
      ours.put(s3 + "/private/k", "a secret").isOk("");

      theirs.get(s3 + "/").isDenied(BECAUSE);
      theirs.get(s3 + "/private").isDenied(BECAUSE);
      theirs.get(s3 + "/private/k").isDenied(BECAUSE);
      theirs.put(s3 + "/private/k", "theirs").isDenied(BECAUSE);
      theirs.put(s3 + "/theirs", "").isDenied(BECAUSE);
      theirs.delete(s3 + "/private/k").isDenied(BECAUSE);

      open(ours, s3 + "/private");
      theirs.get(s3 + "/private/k").isOk("a secret");
      theirs.delete(s3 + "/private/k").isDenied(BECAUSE);
      ours.get(s3 + "/private/k").isOk("a secret");
    }
  }

  /**
   * The kernel shows a socket whose user has closed it as root's: whoever does not wait for the
   * answer must not pass for root.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec 3<>/dev/tcp/127.0.0.1/%1$d; printf '%2$s' >&3; exec 3>&-",
        "(exec 3<>/dev/tcp/127.0.0.1/%1$d; printf '%2$s' >&3; kill -9 $BASHPID) 2> /dev/null",
      })
  void aUserWhoSendsAndCloses_isNotRoot(String attack) throws IOException {
    SystemUser stranger = SystemUser.named(SystemUser.STRANGER);
    Path log = folder.resolve("access.log");
    try (NodeUnderTest node =
        NodeUnderTest.start(folder.resolve("data"), "--set=log.access=" + log)) {
      String s3 = node.s3().toString();
      Curl ours = new Curl();
      ours.put(s3 + "/private", "").isOk("");
      ours.put(s3 + "/private/k", "a secret").isOk("");
      String delete = "DELETE /s3/private/k HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n";
      int rounds = 200;

      stranger.runs(
          "for i in $(seq %d); do %s; done; true"
              .formatted(rounds, attack.formatted(node.s3().getPort(), delete)));

      ours.get(s3 + "/private/k").isOk("a secret");
      assertThat(node.stop()).isZero();
    }
    assertThat(Files.readAllLines(log).stream().filter(line -> line.contains(" DELETE ")))
        .isNotEmpty()
        .allMatch(line -> line.contains(" 403 AccessDenied "));
  }

  @Test
  void theNodesUser_root_andMembersOfItsGroup_needNotSign() throws IOException {
    SystemUser member = SystemUser.named("www-data");
    SystemUser stranger = SystemUser.named(SystemUser.STRANGER);
    // Of a user whom nothing names, in the group of another.
    SystemUser user = new SystemUser(54_321, member.group());
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    assumeTrue(mayRead(user, NodeUnderTest.jar()), "others may not read the jar here");
    try (NodeUnderTest node =
        NodeUnderTest.start(user.prefix(), user.own(folder.resolve("data")))) {
      String s3 = node.s3().toString();
      Curl ours = new Curl();
      ours.under(user.prefix()).put(s3 + "/private", "").isOk("");
      ours.put(s3 + "/private/k", "of root").isOk("");
      ours.under(member.prefix()).get(s3 + "/private/k").isOk("of root");

      ours.under(stranger.prefix()).get(s3 + "/private/k").isDenied(BECAUSE);
      ours.under(new SystemUser(54_322, 54_322).prefix()).get(s3 + "/").isDenied(BECAUSE);
      // To have the group beside others is not to be a member of it.
      SystemUser borrowing = new SystemUser(stranger.id(), member.group());
      ours.under(borrowing.prefix()).get(s3 + "/").isDenied(BECAUSE);
    }
  }

  private static boolean mayRead(SystemUser user, Path file) {
    List<String> command = new ArrayList<>(user.prefix());
    command.addAll(List.of("test", "-r", file.toString()));
    return Commands.run(command).exitCode() == 0;
  }

  /** Lets everybody read a bucket's objects. */
  static void open(Curl owner, String bucket, String... further) {
    String name = bucket.substring(bucket.lastIndexOf('/') + 1);
    Curl.Answer answer =
        owner.put(
            bucket + "?policy",
            """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
            "Action":"s3:GetObject","Resource":"arn:aws:s3:::%s/*"}]}"""
                .formatted(name),
            further);
    assertThat(answer.status()).as(answer.text()).isEqualTo(204);
  }
}
