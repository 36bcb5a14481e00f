package io.horizonpush.iroh.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.iroh.index.PluginTable;
import io.horizonpush.iroh.index.PluginTable.PluginRow;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.Tables;
import io.horizonpush.iroh.index.TransferRecord;
import io.horizonpush.iroh.publish.BucketDocuments;
import io.horizonpush.iroh.share.Member;
import io.horizonpush.iroh.share.SharedBucket;
import io.horizonpush.iroh.verify.Verifier;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.s3.model.StoredVersion;
import io.horizonpush.s3.model.VersionSummary;
import io.horizonpush.s3.store.PluginDocs.Change;
import io.horizonpush.s3.store.TestingObjects;
import io.horizonpush.s3.store.VersionQuery;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data directories of earlier nodes, each with something of every shape in it: this one opens them,
 * has all that they had, and finds nothing wrong.
 *
 * <p>A change of a format adds one: with {@code HORIZON_DATA_DIRECTORY} naming a file, the
 * directory that is made here is written to it, to be kept under the next number.
 */
@Timeout(120)
class DataDirectoriesTest {

  private static final String EXPECTED = "expected.txt";
  private static final int FIRST_WITH_TRANSFERS = 5;
  private static final VersionQuery ALL = new VersionQuery("", "", Optional.empty(), 1000);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"})
  void aDataDirectoryOfAnEarlierNode_isOpenedAndHasAllThatItHad(String number) throws IOException {
    Path directory = folder.resolve("data");
    try (InputStream kept =
        Objects.requireNonNull(
            DataDirectoriesTest.class.getResourceAsStream(
                "/data-directories/" + number + ".zip"))) {
      unpack(kept, directory);
    }
    List<String> expected = Files.readAllLines(directory.resolve(EXPECTED));
    Files.delete(directory.resolve(EXPECTED));
    assertOpens(directory, expected);
    assertOpens(directory, expected);
    try (IrohStores stores = new IrohStores(directory)) {
      boolean none = Integer.parseInt(number) < FIRST_WITH_TRANSFERS;
      long last = stores.index().read(tables -> tables.transfers().last());
      List<TransferRecord> unended = stores.index().read(tables -> tables.transfers().unended());
      assertThat(last).isEqualTo(none ? 0 : 2);
      assertThat(unended).hasSize(none ? 0 : 1);
    }
  }

  @Test
  void aDataDirectoryOfThisNode_isOpenedLikewise() throws IOException {
    Path directory = Files.createDirectories(folder.resolve("made"));
    Path users = Files.createDirectories(folder.resolve("users"));
    DataDirectoryMaker.make(directory, users);
    // As it is found by whoever unpacks it elsewhere.
    Files.delete(users.resolve("users-file"));
    List<String> expected = contents(directory);
    assertThat(expected).hasSize(33).anyMatch(line -> line.endsWith("\tnot here"));
    String target = System.getenv("HORIZON_DATA_DIRECTORY");
    if (target != null) {
      Files.write(directory.resolve(EXPECTED), expected);
      pack(directory, Path.of(target));
      Files.delete(directory.resolve(EXPECTED));
    }
    assertOpens(directory, expected);
  }

  private static void assertOpens(Path directory, List<String> expected) {
    try (IrohStores stores = new IrohStores(directory)) {
      stores.stores().leftovers().run();
      assertThat(contents(stores)).isEqualTo(expected);
      assertThat(findings(stores)).isEmpty();
      stores.stores().collectAllGarbage();
      assertThat(contents(stores)).isEqualTo(expected);
      assertThat(findings(stores)).isEmpty();
    }
  }

  private static List<String> findings(IrohStores stores) {
    BucketDocuments documents =
        new BucketDocuments(
            stores.index(), stores.node().replicas(), new SecretBox(stores.node().secretsKey()));
    // What has no bytes here is found as such by whoever reads it.
    return new Verifier(
            stores.index(),
            stores.content(),
            documents,
            stores.node().manifestHash(),
            stores.node().author())
        .verify(true)
        .findings();
  }

  private static List<String> contents(Path directory) {
    try (IrohStores stores = new IrohStores(directory)) {
      return contents(stores);
    }
  }

  /** Every version that clients see, with the hash of its bytes, and who has the bucket, too. */
  private static List<String> contents(IrohStores stores) {
    List<String> lines = new ArrayList<>();
    TestingObjects objects = new TestingObjects(stores.stores().objects());
    for (Bucket bucket : stores.stores().buckets().list()) {
      for (VersionSummary version : objects.store().listVersions(bucket, ALL).versions()) {
        String bytes = version.content().isEmpty() ? "marker" : bytes(objects, bucket, version);
        lines.add("%s\t%s\t%s\t%s".formatted(bucket.name(), version.key(), version.name(), bytes));
      }
    }
    SecretBox box = new SecretBox(stores.node().secretsKey());
    for (SharedBucket bucket : stores.stores().shares(box).all()) {
      for (Member member : bucket.membership().members()) {
        lines.add(
            "%s\t%s\t%s\t%d tickets"
                .formatted(
                    bucket.name(),
                    member.node(),
                    member.mode(),
                    bucket.membership().shares().size()));
      }
    }
    PluginStores plugins = stores.stores().plugins();
    for (Change change : plugins.docs().changes(0, 100).changes()) {
      lines.add(
          "%s\t%s\t%s\t%s"
              .formatted(change.name(), change.plugin(), change.key(), change.deleted()));
    }
    plugins
        .events()
        .events(0, 100)
        .events()
        .forEach(
            event -> lines.add("%s\t%s\t%s".formatted(event.name(), event.key(), event.kind())));
    lines.addAll(stores.index().read(DataDirectoriesTest::installed));
    return lines;
  }

  private static List<String> installed(Tables tables) {
    List<String> lines = new ArrayList<>();
    for (PluginRow plugin : tables.plugins().all()) {
      tables
          .pluginPositions()
          .find(plugin.name(), "objects")
          .ifPresent(heard -> lines.add("%s\theard\t%d".formatted(plugin.name(), heard)));
      for (PluginTable.VersionRow version : plugin.versions()) {
        int length = tables.plugins().file(version.digest()).orElseThrow().length;
        lines.add("%s\t%d\t%d bytes".formatted(plugin.name(), version.number(), length));
      }
      tables
          .pluginShares()
          .of(plugin.name())
          .forEach(share -> lines.add("%s\tused %d".formatted(share.id(), share.used())));
    }
    return lines;
  }

  private static String bytes(TestingObjects objects, Bucket bucket, VersionSummary version) {
    StoredVersion stored =
        objects.store().require(bucket, version.key(), Optional.of(version.name()));
    try {
      return HexFormat.of().formatHex(sha256().digest(objects.read(bucket, stored)));
    } catch (S3Exception e) {
      return "not here";
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void unpack(InputStream packed, Path directory) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(packed)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = directory.resolve(entry.getName());
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.copy(zip, file);
      }
    }
  }

  /** Without what belongs to a process or a platform. */
  private static void pack(Path directory, Path target) throws IOException {
    try (OutputStream out = Files.newOutputStream(target);
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        Stream<Path> files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile).sorted()::iterator) {
        String name = directory.relativize(file).toString();
        if (!name.startsWith("native")) {
          zip.putNextEntry(new ZipEntry(name));
          Files.copy(file, zip);
        }
      }
    }
  }
}
