package io.horizonpush.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.horizonpush.node.admin.PageRequest;
import io.horizonpush.node.admin.PrefetchReport;
import io.horizonpush.node.testing.Json;
import io.horizonpush.s3.model.BucketName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands that talk to a running node, over a real admin API. */
class AdminCommandsTest extends CommandsOfANode {

  @Test
  void status_showsWhatTheNodeSays_problemsIncluded() {
    assertThat(run("status")).isEqualTo(ExitCode.OK);

    assertThat(out())
        .containsSubsequence(
            "State     ready, since 1970-01-01T00:00:00Z",
            "Version   1.2.3 on Java 25",
            "S3        http://s3",
            "Admin     http://admin",
            "Data      data",
            "Node id   the-node-id",
            "Peers     1 connected",
            "  abababab",
            "  direct at 192.0.2.1:4433, round trip 1.25 ms, 2 of 3 buckets in step, 5242880 bytes"
                + " fetched",
            "Origin    cold  1 changes, 4KiB to upload",
            "Backlog   2 changes not yet in their documents",
            "Disk      10240MiB free and 30720MiB used of 40960MiB, writes end below 1024MiB",
            "Holds     1 buckets, 3 objects of 0MiB, 2 noncurrent versions of 0MiB; counted 1970",
            "Uploads   4 unfinished, aborted after 7d; 5 were",
            "CPU       90 s since the start",
            "Memory    300MiB of 400MiB",
            "  heap      150MiB",
            "Bodies    1MiB of 25MiB in use, 2 waiting, 3 refused",
            "PROBLEM   read-only: disk full");
  }

  @Test
  void everyAnswer_isShownAsItsRecord_alsoAsJson() {
    assertShown(
        "bucket list",
        "b-1  of name, made 1970-01-01T00:00:00Z, durability strict, document eager");
    assertShown("bucket list", "versioning never enabled", "  current     3, 300 bytes");
    assertShown("bucket list", "  noncurrent  2, 90 bytes");
    assertShown("bucket inspect b-1", "  current     3, 300 bytes", "Document  the-document-id");
    assertShown("bucket inspect b-1", "Entries   4", "Backlog   2", "Set aside 1");
    assertShown("key list", "ROOT  name  root", "USER  user  granted r:b-1, expires 1970");
    assertShown("key create app --expires 12h", "Access key  NEW", "Secret key  the-secret");
    assertShown("key rotate USER", "Secret key  another-secret");
    assertShown("key revoke USER", "Revoked USER.");
    assertShown("gc", "Removed 5 blobs.");
    assertShown("drain", "Drained.");
    assertThat(control.keys).contains("app [] PT12H");
  }

  @Test
  void aLongList_isShownWhole_howeverManyPagesItHas() {
    for (int number = 0; number < 2 * PageRequest.MOST; number++) {
      control.created.add(new BucketName("made-%04d".formatted(number)));
    }

    assertThat(run("bucket", "list", "--json")).as(err()).isEqualTo(ExitCode.OK);
    JsonNode all = Json.read(out());
    assertThat(all.path("buckets")).hasSize(2 * PageRequest.MOST + 1);
    assertThat(all.has("next")).isFalse();
  }

  @Test
  void bucketInspect_saysThatADocumentIsNotMadeYet() {
    control.document = Optional.empty();
    assertShown("bucket inspect b-1", "Document  not made yet");
  }

  @Test
  void verify_showsItsFindings_andFails() {
    assertThat(run("verify")).isEqualTo(ExitCode.FAILURE);
    assertThat(out()).contains("FINDING  a finding", "Verified 3 objects, 3 blobs");
  }

  @Test
  void bucketCreate_asksOnceForABucketWithItsDurability() {
    assertShown("bucket create made --durability relaxed", "Made bucket made.");
    assertThat(control.asked).containsOnly("create made RELAXED");
    assertShown("bucket create locked --object-lock", "Made bucket locked.");
    assertThat(control.asked).endsWith("create locked STRICT with lock");
  }

  @Test
  void cachePrefetch_waitsForTheEnd_andSaysWhatCame() {
    assertShown("cache prefetch b-1/a/", "Fetched 2 blobs, 2048 bytes, of 3 objects.");
    assertThat(control.cache.asked).containsOnly("prefetch b-1 a/");
    assertThat(run("cache", "prefetch", "b-1")).isZero();
    assertThat(control.cache.asked).endsWith("prefetch b-1 -");
  }

  @Test
  void cachePrefetch_failsForWhatNobodyHas_andWhereTheNodeStopped() {
    control.cache.unavailable = 3;
    assertThat(run("cache", "prefetch", "b-1")).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("3 blobs could not be had from any member now");
    control.cache.end = PrefetchReport.State.STOPPED;
    assertThat(run("cache", "prefetch", "b-1")).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("`transfers show 7` says why");
  }

  @Test
  void transfers_areListed_withWhatIsLookedFor() {
    assertShown(
        "transfers --state running --bucket b-1 --text x",
        "7  running     50 %  2.0MiB of 4.0MiB  1.0MiB/s  2 min 5 s left  prefetch of b-1/a/",
        "6  done        50 %");
    assertThat(control.transfers.asked.getFirst())
        .contains("Optional[RUNNING]", "Optional[b-1]", "Optional[x]", " 100 -");
    assertThat(run("transfers", "--state", "stuck")).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).contains("allowed is: running, paused, done, failed, cancelled");
  }

  @Test
  void aTransfer_isShown_andOrdersAreGivenByItsNumber() {
    assertShown(
        "transfers show 7",
        "What         prefetch of b-1/a/",
        "Bytes        1.0MiB came, 0B of them again; 512.0KiB were here, 512.0KiB were saved",
        "From         " + "ab".repeat(32) + ", direct, 1.0MiB");
    assertShown("transfers pause 7", "transfer 7, prefetch of b-1/a/, is paused.");
    assertShown("transfers cancel 7", "is cancelled.");
    assertThat(run("transfers", "resume", "7")).isZero();
    assertThat(run("transfers", "retry", "7")).isZero();
    assertThat(control.transfers.asked).contains("PAUSE 7", "CANCEL 7", "RESUME 7", "RETRY 7");
    assertThat(run("transfers", "show", "x")).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void cacheEvict_waitsForTheEnd_andSaysWhatWentAndWhatStays() {
    assertShown(
        "cache evict b-1/a/",
        "2 blobs, 2048 bytes, of 3 objects are gone from this node; 1 blobs stay.");
    assertThat(control.cache.asked).containsOnly("evict b-1 a/");
  }

  @Test
  void cachePin_andUnpin_nameObjectsByTheBeginningOfTheirKeys() {
    assertShown("cache pin b-1/a/", "Pinned: b-1/a/");
    assertShown("cache unpin b-1", "Pinned: b-1/a/");
    assertThat(control.cache.asked).containsOnly("pin b-1 a/", "unpin b-1 -");
    assertShown("cache pins", "Pinned: b-1/a/");
  }

  @Test
  void bucketSet_changesHowManyCopiesThereAre() {
    assertShown("bucket set b-1 copies=2", "copies 2");
  }

  @Test
  void bucketSet_changesWhenBytesAreFetched() {
    assertShown("bucket set b-1 pull=mirror", "mirrored");
  }

  @Test
  void bucketSet_changesTheOptionsThatAreNamed() {
    assertShown(
        "bucket set b-1 durability=relaxed document=on-share",
        "durability relaxed, document on-share");
    assertThat(control.asked).containsOnly("set b-1 Optional[RELAXED] Optional[ON_SHARE]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bucket set b-1 colour=red         | there is no 'colour'; there is: conditional-writes,"
            + " copies, document, durability, pages, pull, reads, versioning",
        "bucket set b-1 durability=lax     | 'durability' cannot be 'lax'; allowed is: strict,"
            + " relaxed",
        "bucket set b-1 document=never     | 'document' cannot be 'never'; allowed is: eager,"
            + " on-share",
        "bucket set b-1 pull=never         | 'pull' cannot be 'never'; allowed is: on-demand,"
            + " mirror",
        "cache prefetch                    | Missing required parameter",
        "bucket set b-1 durability         | OPTION=VALUE",
        "bucket set b-1                    | OPTION=VALUE",
        "bucket create b-2 --durability x  | 'durability' cannot be 'x'; allowed is: strict,"
            + " relaxed",
        "bucket resolve b-1 --key k --version v | give either --keep or --drop",
        "bucket resolve b-1 --key k --version v --keep --drop | give either --keep or --drop",
        "bucket resolve b-1 --version v --drop  | --key",
        "key create app --expires 5        | '5' is not a whole number with one of ms, s, m, h, d",
        "key create app --expires 0s       | the lifetime of a key must be positive",
        "key create app --grant x:b-1      | a grant is r:BUCKET",
      })
  void whatMakesNoSense_isOneLineAndCode2_andAsksTheNodeForNothing(String command, String why) {
    assertThat(run(command.split(" ", -1))).isEqualTo(ExitCode.USAGE);
    assertThat(err().lines()).hasSize(1);
    assertThat(err()).contains(why);
    assertThat(control.asked).isEmpty();
    assertThat(control.keys).isEmpty();
  }

  @Test
  void bucketInspect_ofAKey_showsEveryVersion() {
    assertShown(
        "bucket inspect b-1 --key a/b+c",
        "v2  delete-marker, current",
        "  written 1970-01-01T00:00:00Z by " + "00".repeat(31) + "aa at clock 0000000000010002",
        "v1  null object, loser",
        "  kept until 1970-01-01T00:01:00Z for governance",
        "  under a legal hold",
        "  9 bytes, ETag an-etag",
        "  blob 0000",
        "01, 9 bytes, partial",
        "There are other versions, older or removed.");
    out.reset();
    run("bucket", "inspect", "b-1", "--key", "a/b+c", "--json");
    assertThat(Json.read(out()).path("key").asText()).isEqualTo("a/b+c");
  }

  @Test
  void bucketResolve_keepsOrDropsAVersion() {
    run("bucket", "resolve", "b-1", "--key", "a b", "--version", "v1", "--keep");
    run("bucket", "resolve", "b-1", "--key", "a b", "--version", "v2", "--drop");

    assertThat(control.asked).containsExactly("keep v1 of a b in b-1", "drop v2 of a b in b-1");
  }

  @Test
  void aRefusal_isOneLineAndCode1() {
    assertThat(run("bucket", "inspect", "absent")).isEqualTo(ExitCode.FAILURE);
    assertThat(err()).isEqualToIgnoringNewLines("horizon-node: There is no such bucket.");
  }

  /** Runs a command for people and for programs: the first must say so, the second write JSON. */
  private void assertShown(String command, String... texts) {
    out.reset();
    assertThat(run(command.split(" ", -1))).as(err()).isEqualTo(ExitCode.OK);
    assertThat(out()).contains(texts);
    out.reset();
    assertThat(run((command + " --json").split(" ", -1))).as(err()).isEqualTo(ExitCode.OK);
    assertThat(Json.read(out()).isObject()).isTrue();
    assertThat(names(Json.read(out()))).allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*"));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.properties().forEach(field -> names.add(field.getKey()));
    node.forEach(each -> names.addAll(names(each)));
    return names;
  }
}
