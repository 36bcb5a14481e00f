package io.horizonpush.node.origins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.fallback.origin.OriginException;
import io.horizonpush.iroh.index.BucketTable.BucketRow;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.iroh.index.SettingTable.SettingRow;
import io.horizonpush.node.config.ConfigException;
import io.horizonpush.node.config.ConfiguredOrigin;
import io.horizonpush.node.config.OriginInput;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.config.SettingSource;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.ListedOrigin;
import io.horizonpush.s3.model.OriginId;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.model.Register;
import io.horizonpush.s3.model.Stamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeOriginsTest {

  private static final String SECRET = "wJalrXUtnFEMI/K7MDENG";
  private static final SecretBox BOX = new SecretBox(new SecretKeySpec(new byte[32], "AES"));

  @TempDir Path folder;
  private Index index;
  private NodeOrigins origins;
  private BucketId bucket = new BucketId(0, 0);

  @BeforeEach
  void make() {
    open();
    bucket = make("bucket");
  }

  private BucketId make(String name) {
    BucketRow row =
        new BucketRow(
            0,
            BucketId.random(new Random(name.hashCode())),
            new BucketName(name),
            new Owner("o", "O"),
            Instant.EPOCH,
            Durability.STRICT,
            DocumentMode.EAGER);
    return index.write(Durability.STRICT, tables -> tables.buckets().insert(row)).uid();
  }

  private void open() {
    index = Index.open(folder, Index.Options.DEFAULT);
    origins = open(BOX);
  }

  private NodeOrigins open(SecretBox box, ConfiguredOrigin... configured) {
    return NodeOrigins.open(index, box, List.of(configured), InstantSource.system());
  }

  @AfterEach
  void close() {
    origins.close();
    index.close();
  }

  private void reopen() {
    close();
    open();
  }

  private static OriginInput input(String name, String bucket) {
    return new OriginInput(
        name,
        "s3",
        bucket,
        Optional.of("http://127.0.0.1:1"),
        Optional.empty(),
        Optional.of("a/"),
        Optional.empty(),
        Optional.empty(),
        Optional.of(false),
        Optional.of(true),
        Optional.of("1GiB/7d"),
        Optional.of("1000/1d"),
        new OriginInput.Access(
            Optional.of("KEY"),
            Optional.of(new Secret(SECRET)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private static OriginSettings settings(String name, String bucket) {
    return OriginSettings.of(input(name, bucket));
  }

  @Test
  void whatWasAdded_isThereAfterARestart_andReadableToTheNodeAlone() throws IOException {
    OriginId id = origins.add("cold", settings("cold", "there"), false).id();
    reopen();

    HeldOrigin held = origins.held(id).orElseThrow();
    assertThat(held.settings()).isEqualTo(settings("cold", "there"));
    assertThat(held.isLeftAlone()).isEmpty();
    origins.grants().set(bucket, List.of(id), true);
    assertThat(origins.find(bucket, id))
        .hasValueSatisfying(each -> assertThat(each.name()).isEqualTo("cold"));
    assertThat(held.isLeftAlone()).contains(false);
    assertThat(origins.find(bucket, settings("x", "elsewhere").place().id())).isEmpty();
    assertThat(filesThatHold(SECRET)).isEmpty();
    assertThat(filesThatHold("127.0.0.1:1")).isNotEmpty();
  }

  private List<Path> filesThatHold(String text) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).filter(file -> read(file).contains(text)).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aNameOrAPlaceThatIsTaken_isRefused_unlessBothAreReplaced() {
    origins.add("cold", settings("cold", "there"), false);

    assertThatThrownBy(() -> origins.add("cold", settings("cold", "there"), false))
        .isInstanceOf(OriginRefusedException.class)
        .hasMessageContaining("--replace");
    assertThatThrownBy(() -> origins.add("cold", settings("cold", "elsewhere"), true))
        .hasMessageContaining("another place");
    assertThatThrownBy(() -> origins.add("warm", settings("warm", "there"), true))
        .hasMessageContaining("is the origin cold already");
    origins.add("cold", settings("cold", "there"), true);
    assertThat(origins.all()).hasSize(1);
    for (String name : List.of("", "a,b", "../x", "x".repeat(64))) {
      assertThatThrownBy(() -> origins.add(name, settings("x", "other"), false))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatCannotBeOpened_isNotAdded() {
    OriginInput open = input("cold", "there");
    OriginInput guarded =
        new OriginInput(
            open.name(),
            open.type(),
            open.bucket(),
            open.endpoint(),
            open.region(),
            open.prefix(),
            open.account(),
            open.pathStyle(),
            open.readOnly(),
            Optional.empty(),
            open.budget(),
            open.maxRequests(),
            open.access());

    assertThatThrownBy(() -> origins.add("cold", OriginSettings.of(guarded), false))
        .isInstanceOf(OriginException.class)
        .hasMessageContaining("--allow-private");
    reopen();
    assertThat(origins.all()).isEmpty();
  }

  @Test
  void whatWasRemoved_isGoneForGood() {
    OriginId id = origins.add("cold", settings("cold", "there"), false).id();

    origins.remove("cold");

    assertThat(origins.find(bucket, id)).isEmpty();
    assertThatThrownBy(() -> origins.remove("cold")).isInstanceOf(OriginRefusedException.class);
    reopen();
    assertThat(origins.all()).isEmpty();
  }

  @Test
  void aBucket_usesNoOriginBeforeTheOperatorSaysSo_andFromThenOn() {
    OriginId id = origins.add("cold", settings("cold", "there"), false).id();
    BucketId other = make("other");
    assertThat(origins.use(bucket, id)).isEqualTo(OriginUse.UNDECIDED);
    assertThat(origins.find(bucket, id)).isEmpty();
    assertThat(origins.knows(id)).isTrue();

    origins.grants().set(bucket, List.of(id), true);
    origins.grants().set(other, List.of(id), false);
    reopen();

    assertThat(origins.find(bucket, id)).isPresent();
    assertThat(origins.use(other, id)).isEqualTo(OriginUse.DENIED);
    assertThat(origins.find(other, id)).isEmpty();

    origins.grants().retain(bucket, List.of());
    assertThat(origins.use(bucket, id)).isEqualTo(OriginUse.UNDECIDED);
    reopen();
    assertThat(origins.use(bucket, id)).isEqualTo(OriginUse.UNDECIDED);
  }

  @Test
  void anOriginThatIsAddedAgain_isAllowedToNobody() {
    OriginId id = origins.add("cold", settings("cold", "there"), false).id();
    origins.grants().set(bucket, List.of(id), true);
    origins.remove("cold");
    assertThat(origins.use(bucket, id)).isEqualTo(OriginUse.NO_ACCESS);

    origins.add("cold", settings("cold", "there"), false);

    assertThat(origins.use(bucket, id)).isEqualTo(OriginUse.UNDECIDED);
  }

  @Test
  void aBucketFromBeforeThereWereGrants_keepsWhatItLists_andGetsNothingElse() throws SQLException {
    OriginSettings there = settings("cold", "there");
    OriginId id = origins.add("cold", there, false).id();
    OriginId unlisted = origins.add("warm", settings("warm", "elsewhere"), false).id();
    ListedOrigin listed = new ListedOrigin("s3", "http://127.0.0.1:1", "there", false, "a/");
    assertThat(listed.id()).isEqualTo(id);
    long row =
        index.write(
            Durability.STRICT,
            tables -> {
              long number = tables.buckets().require(bucket).id();
              tables
                  .settings()
                  .put(
                      number,
                      new SettingRow(
                          "origins",
                          new Register<>(new Stamp(1, id.writer()), Optional.of(listed.text()))));
              return number;
            });
    close();
    try (Connection file =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(Index.FILE));
        Statement statement = file.createStatement()) {
      statement.executeUpdate("INSERT INTO origin_grant_review (bucket) VALUES (" + row + ")");
    }

    open();

    assertThat(origins.use(bucket, id)).isEqualTo(OriginUse.ALLOWED);
    assertThat(origins.use(bucket, unlisted)).isEqualTo(OriginUse.UNDECIDED);
    assertThat(index.<Long>read(tables -> (long) tables.originGrants().unreviewed().size()))
        .isZero();
  }

  @Test
  void credentialsOfAnotherNode_failWhoeverAsks_andNotTheStart() {
    OriginId id = origins.add("cold", settings("cold", "there"), false).id();
    origins.close();
    byte[] other = new byte[32];
    other[0] = 1;

    origins = open(new SecretBox(new SecretKeySpec(other, "AES")));
    origins.grants().set(bucket, List.of(id), true);

    assertThat(origins.held(id)).isPresent();
    assertThatThrownBy(() -> origins.find(bucket, id))
        .isInstanceOf(OriginException.class)
        .hasMessageContaining("node.key");
  }

  private ConfiguredOrigin configured(String name, String bucket) {
    return new ConfiguredOrigin(
        new SettingSource.FileLine(Path.of("horizon.yaml"), 3),
        folder,
        Map.of(
            "name", name,
            "type", "gcs",
            "bucket", bucket,
            "anonymous", "true",
            "read-only", "true"));
  }

  @Test
  void anOriginOfTheConfiguration_isThereWhileTheFileSaysSo() {
    origins = open(BOX, configured("lent", "public-data"));

    assertThat(origins.require("lent").configured()).isTrue();
    assertThatThrownBy(() -> origins.remove("lent"))
        .isInstanceOf(OriginRefusedException.class)
        .hasMessageContaining("configuration file");
    assertThatThrownBy(() -> origins.add("lent", settings("lent", "there"), true))
        .hasMessageContaining("configuration file");
    origins = open(BOX);
    assertThat(origins.all()).isEmpty();
  }

  @Test
  void anOriginThatIsInTheFileAndWasAdded_isRefusedAtTheStart_withWhatToDo() {
    origins.add("cold", settings("cold", "there"), false);

    assertThatThrownBy(() -> open(BOX, configured("cold", "public-data")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("horizon.yaml:3: origin 'cold'")
        .hasMessageContaining("origin remove cold");
    assertThatThrownBy(
            () -> open(BOX, configured("a", "public-data"), configured("b", "public-data")))
        .hasMessageContaining("leave one of them");
    assertThatThrownBy(() -> open(BOX, configured("a", "x")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'x' is no name of a bucket");
  }
}
