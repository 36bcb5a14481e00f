package io.horizonpush.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeUsersTest {

  private static final long NODE = 990;
  private static final long GROUP = 980;

  @TempDir private Path etc;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(
        etc.resolve("passwd"),
        """
        root:x:0:0:root:/root:/bin/bash
        www-data:x:33:33::/var/www:/usr/sbin/nologin
        nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin
        # no line of a user
        short:x:1005
        horizon:x:990:980::/var/lib/horizon:/usr/sbin/nologin
        sister:x:991:980::/:/bin/sh
        alice:x:1000:1000:Älice,,,:/home/alice:/bin/bash
        bob:x:1001:1001::/home/bob:/bin/bash
        980:x:1002:1002::/:/bin/sh
        """);
    Files.writeString(
        etc.resolve("group"),
        """
        root:x:0:
        others:x:979:bob,nobody
        horizon:x:980:alice,absent,nobody
        nogroup:x:65534:bob
        """);
  }

  @Test
  void theNodesUser_root_andTheMembersOfItsGroup_areIncluded() {
    NodeUsers users = new NodeUsers(NODE, GROUP, etc);

    for (long included : new long[] {NODE, 0, 991, 1000}) {
      assertThat(users.contains(included)).as("%d", included).isTrue();
    }
    assertThat(users).hasToString("this user, root and members of group horizon");
  }

  @Test
  void everybodyElse_isNot() {
    NodeUsers users = new NodeUsers(NODE, GROUP, etc);

    for (long other : new long[] {33, 1001, 1002, 1005, 4711, 4_294_967_295L}) {
      assertThat(users.contains(other)).as("%d", other).isFalse();
    }
  }

  @Test
  void nobody_mayBeAnybody_evenForANodeThatRunsAsIt() {
    assertThat(new NodeUsers(NODE, GROUP, etc).contains(65_534)).isFalse();
    NodeUsers ofNobody = new NodeUsers(65_534, 65_534, etc);
    assertThat(ofNobody.contains(65_534)).isFalse();
    assertThat(ofNobody.contains(1001)).isFalse();
    assertThat(ofNobody.contains(0)).isTrue();
  }

  @Test
  void whoLeavesTheGroup_isNoLongerIncluded() throws IOException {
    NodeUsers users = new NodeUsers(NODE, GROUP, etc);
    assertThat(users.contains(1000)).isTrue();

    Files.writeString(etc.resolve("group"), "horizon:x:980:\n");

    assertThat(users.contains(1000)).isFalse();
  }

  @Test
  void whereNothingSaysWhoIsInTheGroup_nobodyIs() throws IOException {
    Files.delete(etc.resolve("passwd"));
    NodeUsers users = new NodeUsers(NODE, GROUP, etc);
    assertThat(users.contains(1000)).isFalse();
    assertThat(users.contains(NODE)).isTrue();

    Files.delete(etc.resolve("group"));
    assertThat(users.contains(1000)).isFalse();
    assertThat(users).hasToString("this user, root and members of group 980");
  }
}
