package io.horizonpush.iroh.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.share.Member;
import io.horizonpush.s3.model.MemberMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who leaves a bucket tells the others, and is no member for anybody from then on. */
@Timeout(300)
class LeavingTest {

  @TempDir Path directory;

  private HomeNode founder;
  private HomeNode writer;
  private HomeNode reader;

  @BeforeEach
  void open() throws IOException {
    founder = new HomeNode(directory.resolve("founder"));
    writer = new HomeNode(directory.resolve("writer"));
    reader = new HomeNode(directory.resolve("reader"));
    founder.begin();
    founder.admit(writer, MemberMode.WRITE);
    founder.admit(reader, MemberMode.READ);
    awaitMembers(writer, founder, writer, reader);
    awaitMembers(reader, founder, writer, reader);
  }

  @AfterEach
  void close() {
    reader.close();
    writer.close();
    founder.close();
  }

  private static void awaitMembers(HomeNode of, HomeNode... members) {
    Set<?> wanted = Set.of(members).stream().map(HomeNode::id).collect(Collectors.toSet());
    Awaitility.await()
        .atMost(HomeNode.LONG)
        .untilAsserted(
            () ->
                assertThat(of.shares().find(of.bucket().id()).orElseThrow().membership().members())
                    .extracting(Member::node)
                    .hasSize(wanted.size())
                    .allMatch(wanted::contains));
  }

  @Test
  void aReaderThatLeaves_isNoMemberForTheOthers_andComesBackByATicket() {
    int noted = reader.sharing().leave(HomeNode.NAME, false);

    assertThat(noted).isEqualTo(2);
    awaitMembers(founder, founder, writer);
    awaitMembers(writer, founder, writer);
    founder.admit(reader, MemberMode.READ);
    awaitMembers(founder, founder, writer, reader);
    awaitMembers(writer, founder, writer, reader);
  }

  @Test
  void whatAWriterWroteThatLeft_stillComesToOthers() {
    writer.put("by who leaves");
    Awaitility.await().atMost(HomeNode.LONG).until(() -> founder.has("by who leaves"));
    int _ = reader.sharing().leave(HomeNode.NAME, false);
    awaitMembers(founder, founder, writer);
    int noted = writer.sharing().leave(HomeNode.NAME, true);

    assertThat(noted).isEqualTo(1);
    awaitMembers(founder, founder);
    founder.admit(reader, MemberMode.READ);
    Awaitility.await().atMost(HomeNode.LONG).until(() -> reader.has("by who leaves"));
  }
}
