package io.horizonpush.node.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.iroh.disk.DiskFloor;
import io.horizonpush.iroh.index.Index;
import io.horizonpush.iroh.index.SecretBox;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.S3ErrorCode;
import io.horizonpush.s3.model.S3Exception;
import io.horizonpush.wasm.abi.Grants;
import io.horizonpush.wasm.abi.MatchText;
import io.horizonpush.wasm.abi.PluginLimits;
import io.horizonpush.wasm.abi.RefusedPluginException;
import io.horizonpush.wasm.chain.OnError;
import io.horizonpush.wasm.engine.ModuleLimits;
import io.horizonpush.wasm.registry.EntryView;
import io.horizonpush.wasm.registry.InstallOrder;
import io.horizonpush.wasm.registry.InstallOrder.Granting;
import io.horizonpush.wasm.registry.InstallOrder.Wishes;
import io.horizonpush.wasm.registry.Installation;
import io.horizonpush.wasm.registry.Installation.Change;
import io.horizonpush.wasm.registry.PluginRegistry;
import io.horizonpush.wasm.registry.PluginStore;
import io.horizonpush.wasm.registry.RegistryException;
import io.horizonpush.wasm.registry.RegistryException.Reason;
import io.horizonpush.wasm.registry.RegistryRules;
import io.horizonpush.wasm.registry.StoredEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The registry over the node's index, with plugins that the real runtime starts. */
class PluginRegistryTest {

  private static final String SECRET = "wJalrXUtnFEMI-K7MDENG-0123456789";
  private static final String TOKENS =
      "{\"keys\":[{\"id\":\"k1\",\"secret\":\"%s\"}]}".formatted(SECRET);
  private static final SecretBox BOX = new SecretBox(new SecretKeySpec(new byte[32], "AES"));

  @TempDir Path folder;
  private long memory = 64 << 20;
  private boolean enabled = true;
  private PluginLimits ceiling = PluginLimits.CEILING;
  private Set<String> publishers = Set.of();
  private DiskFloor.Rule floor = DiskFloor.Rule.NONE;
  private Index index;
  private BareChain chain;
  private PluginRegistry registry;

  @BeforeEach
  void open() {
    index = Index.open(folder, Index.Options.DEFAULT);
    chain = new BareChain(memory);
    registry = registry(store());
  }

  private IndexedPlugins store() {
    return new IndexedPlugins(index, BOX, new DiskFloor(folder, floor));
  }

  private PluginRegistry registry(PluginStore store) {
    return PluginRegistry.open(
        store,
        chain,
        new RegistryRules(
            enabled, ModuleLimits.DEFAULT, ceiling, new RegistryRules.Instances(2, 0), publishers),
        InstantSource.system());
  }

  @Test
  void aDisk_thatIsShortOfRoom_takesNoPlugin_andTheirsAreStillDisabledAndRemoved() {
    installRedact();
    floor = new DiskFloor.Rule.Size(Long.MAX_VALUE);
    registry = registry(store());

    assertThatThrownBy(() -> registry.install(ExamplePlugins.next("redact"), InstallOrder.PLAIN))
        .isInstanceOfSatisfying(
            S3Exception.class,
            refused -> assertThat(refused.code()).isEqualTo(S3ErrorCode.STORAGE_FULL));
    assertThat(registry.show("redact").entry().versions()).hasSize(1);
    assertThat(running()).containsExactly("redact");
    registry.enable("redact", false);
    assertThat(running()).isEmpty();
    registry.remove("redact");
    assertThat(store().all()).isEmpty();
  }

  @Test
  void aFile_thatTakesTheNameOfAnother_isSaidToShareWhatThatOneKeeps() {
    installRedact();

    assertThat(registry.install(ExamplePlugins.read("redact"), as("again")).warnings())
        .noneMatch(warning -> warning.contains("share"));
    assertThat(registry.install(ExamplePlugins.next("redact"), as("other")).warnings())
        .anyMatch(warning -> warning.contains("calls itself redact, as the entry redact does"));
  }

  @Test
  void moreGrantsThanACallCanLookThrough_areRefused() {
    List<String> hosts =
        IntStream.range(0, 300).mapToObj("net=h%d.example.com"::formatted).toList();
    InstallOrder order =
        new InstallOrder(
            Optional.empty(),
            new Granting(Grants.of(hosts), true, false),
            Optional.of("{\"url\":\"https://h1.example.com/\",\"secret\":\"hush\"}"),
            InstallOrder.PLAIN.wishes());

    assertThatThrownBy(() -> registry.install(ExamplePlugins.read("webhook"), order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 256 grants");
  }

  @AfterEach
  void close() {
    chain.close();
    index.close();
  }

  private void reopen() {
    close();
    open();
  }

  private static InstallOrder order(String grants, String settings) {
    return new InstallOrder(
        Optional.empty(),
        new Granting(
            Grants.of(grants.isEmpty() ? List.of() : List.of(grants.split(" ", -1))), false, false),
        Optional.of(settings),
        InstallOrder.PLAIN.wishes());
  }

  private static InstallOrder trusting() {
    return new InstallOrder(
        Optional.empty(),
        new Granting(Grants.NONE, false, true),
        Optional.empty(),
        InstallOrder.PLAIN.wishes());
  }

  private static InstallOrder as(String name) {
    return new InstallOrder(
        Optional.of(name),
        InstallOrder.PLAIN.granting(),
        Optional.empty(),
        InstallOrder.PLAIN.wishes());
  }

  private Installation installRedact() {
    return registry.install(ExamplePlugins.read("redact"), InstallOrder.PLAIN);
  }

  private List<String> running() {
    return chain.status().stream().map(status -> status.name()).toList();
  }

  private Optional<byte[]> file(BlobHash digest) {
    return index.read(tables -> tables.plugins().file(digest));
  }

  private static void assertRefused(
      Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable what) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void aPlugin_whenItIsInstalled_runsAndIsThereAfterARestart() {
    Installation made =
        registry.install(
            ExamplePlugins.read("redact"),
            new InstallOrder(
                Optional.of("masks"),
                InstallOrder.PLAIN.granting(),
                Optional.of("{\"mails\":\"#\"}"),
                new Wishes(
                    Optional.of(MatchText.parse("bucket=support key=tickets/*")),
                    Optional.of(OnError.BYPASS_AND_ALARM),
                    Optional.of(7),
                    Optional.of(3))));

    assertThat(made.changes()).isEmpty();
    assertThat(made.warnings()).singleElement().asString().contains("nobody signed it");
    assertThat(running()).containsExactly("masks");
    EntryView before = registry.show("masks");
    reopen();
    EntryView view = registry.show("masks");
    assertThat(view.entry()).isEqualTo(before.entry());
    assertThat(view.priority()).isEqualTo(7);
    assertThat(view.choices().instances()).isEqualTo(3);
    assertThat(view.choices().onError()).isEqualTo(OnError.BYPASS_AND_ALARM);
    assertThat(view.loaded().orElseThrow().settings().find("mails")).contains("#");
    assertThat(MatchText.write(view.choices().match())).isEqualTo("bucket=support key=tickets/*");
    assertThat(running()).containsExactly("masks");
  }

  @Test
  void aPlugin_withoutWhatItAsksFor_isRefusedWithTheListAndLeavesNothing() {
    assertThatThrownBy(
            () ->
                registry.install(
                    ExamplePlugins.read("webhook"), order("", "{\"url\":\"https://x/\"}")))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED))
        .hasMessageContaining("events=*")
        .hasMessageContaining("net=…");
    assertThat(registry.list()).isEmpty();
    assertThat(store().all()).isEmpty();
  }

  @Test
  void grantRequested_doesNotChooseHostsForTheOperator() {
    InstallOrder all =
        new InstallOrder(
            Optional.empty(),
            new Granting(Grants.NONE, true, false),
            Optional.of("{\"url\":\"https://x/\"}"),
            InstallOrder.PLAIN.wishes());

    assertThatThrownBy(() -> registry.install(ExamplePlugins.read("webhook"), all))
        .hasMessageContaining("net=…")
        .hasMessageNotContaining("events");
  }

  @Test
  void aGrant_thatThePluginDoesNotAskFor_isRefused() {
    assertThatThrownBy(
            () -> registry.install(ExamplePlugins.read("redact"), order("blobs.read", "{}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not ask for blobs.read");
  }

  @Test
  void settings_withASecret_areInNoFileAndNoText() throws IOException {
    Installation made =
        registry.install(ExamplePlugins.read("token-auth"), order("auth.identity=camera", TOKENS));

    String shown = made.entry().loaded().orElseThrow().settings().shown();
    assertThat(shown).contains("(hidden)").doesNotContain(SECRET);
    assertThat(made.entry().toString()).doesNotContain(SECRET);
    assertThat(registry.show("token-auth").loaded().orElseThrow().settings().find("/keys/0/secret"))
        .contains(SECRET);
    close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
    open();
    assertThat(registry.show("token-auth").loaded().orElseThrow().settings().find("/keys/0/secret"))
        .contains(SECRET);
  }

  @Test
  void settings_thatAreNotAsTheSchemaSays_areRefusedWithoutTheirValue() {
    assertThatThrownBy(
            () ->
                registry.install(
                    ExamplePlugins.read("token-auth"),
                    order("auth.identity=camera", "{\"keys\":[{\"id\":\"k1\",\"secret\":17254}]}")))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("secret")
        .hasMessageNotContaining("17254");
  }

  @Test
  void anUpgrade_saysWhatChanged_andKeepsWhatWasChosen() {
    registry.install(
        ExamplePlugins.read("webhook"),
        order(
            "events=* net=hooks.example.com",
            "{\"url\":\"https://hooks.example.com/\",\"secret\":\"hush\"}"));

    Installation made = registry.install(ExamplePlugins.next("webhook"), InstallOrder.PLAIN);

    assertThat(made.changes()).contains(new Change("version", "1.0.0", "1.1.0"));
    assertThat(made.changes())
        .extracting(Change::what)
        .containsExactlyInAnyOrder("digest", "version");
    assertThat(made.entry().choices().grants().texts())
        .containsExactly("events=*", "net=hooks.example.com");
    assertThat(made.entry().loaded().orElseThrow().settings().find("url"))
        .contains("https://hooks.example.com/");
    assertThat(made.entry().entry().versions()).hasSize(2);
  }

  @Test
  void anUpgrade_thatAsksForMore_isRefusedUntilThatIsGranted_andTheOldOneStays() {
    installRedact();
    BlobHash before = registry.digest("redact").orElseThrow();
    byte[] more =
        ExamplePlugins.with("redact", "\"phases\":", "\"grants\":[\"blobs.read\"],\"phases\":");

    assertRefused(Reason.NOT_GRANTED, () -> registry.install(more, InstallOrder.PLAIN));
    assertThat(registry.digest("redact")).contains(before);
    assertThat(chain.status().getFirst().digest()).isEqualTo(before);

    Installation made = registry.install(more, order("blobs.read", "{}"));
    assertThat(made.changes())
        .contains(
            new Change("asks for", "", "blobs.read"), new Change("granted", "", "blobs.read"));
  }

  @Test
  void anUpgrade_thatDoesNotStart_leavesTheOldOneRunning() {
    installRedact();
    BlobHash before = registry.digest("redact").orElseThrow();
    byte[] small = ExamplePlugins.with("redact", "\"memory\":\"4MiB\"", "\"memory\":\"64KiB\"");

    assertRefused(Reason.NOT_STARTED, () -> registry.install(small, InstallOrder.PLAIN));

    assertThat(registry.digest("redact")).contains(before);
    assertThat(chain.status().getFirst().digest()).isEqualTo(before);
    reopen();
    assertThat(registry.digest("redact")).contains(before);
  }

  @Test
  void aPlugin_forWhichThereIsNoRoom_isRefusedWithTheSum() {
    close();
    memory = 10 << 20;
    open();
    installRedact();

    assertThatThrownBy(() -> registry.install(ExamplePlugins.read("redact"), as("again")))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_STARTED))
        .hasMessageContaining("16 MiB")
        .hasMessageContaining("10 MiB")
        .hasMessageContaining("redact 2 × 4 MiB + again 2 × 4 MiB");
    assertThat(running()).containsExactly("redact");
  }

  @Test
  void aPlugin_thatAsksForMoreThanTheNodeGives_isRefused() {
    close();
    ceiling = new PluginLimits(1 << 20, ceiling.cpu(), ceiling.request(), ceiling.init());
    open();

    assertThatThrownBy(this::installRedact).hasMessageContaining("limits.memory");
    assertThat(registry.list()).isEmpty();
  }

  @Test
  void anotherPlugin_underTheSameName_isRefused() {
    registry.install(ExamplePlugins.read("redact"), as("mine"));

    assertRefused(
        Reason.TAKEN, () -> registry.install(ExamplePlugins.read("csv-columns"), as("mine")));
  }

  @Test
  void aRollback_bringsBackTheVersionBefore_withItsSettings_andForthAgain() {
    registry.install(ExamplePlugins.read("redact"), order("", "{\"mails\":\"1\"}"));
    BlobHash first = registry.digest("redact").orElseThrow();
    registry.install(ExamplePlugins.next("redact"), order("", "{\"mails\":\"2\"}"));
    BlobHash second = registry.digest("redact").orElseThrow();

    Installation made = registry.rollback("redact", Optional.empty());

    assertThat(made.changes()).contains(new Change("version", "1.1.0", "1.0.0"));
    assertThat(chain.status().getFirst().digest()).isEqualTo(first);
    reopen();
    assertThat(registry.show("redact").loaded().orElseThrow().settings().find("mails"))
        .contains("1");
    assertRefused(Reason.UNKNOWN, () -> registry.rollback("redact", Optional.empty()));
    assertRefused(Reason.UNKNOWN, () -> registry.rollback("redact", Optional.of(9)));
    registry.rollback("redact", Optional.of(2));
    assertThat(registry.digest("redact")).contains(second);
  }

  @Test
  void oldVersions_goOnceThereAreTen_andTheirFilesWithThem() {
    installRedact();
    for (int i = 1; i <= StoredEntryLimit.MOST; i++) {
      registry.install(
          ExamplePlugins.with(
              "redact", "\"version\":\"1.0.0\"", "\"version\":\"1.%d.0\"".formatted(i)),
          InstallOrder.PLAIN);
    }

    StoredEntry entry = registry.show("redact").entry();
    assertThat(entry.versions()).hasSize(StoredEntryLimit.MOST);
    assertThat(entry.versions().getFirst().number()).isEqualTo(2);
    BlobHash gone =
        BlobHash.of(org.apache.commons.codec.digest.Blake3.hash(ExamplePlugins.read("redact")));
    assertThat(file(gone)).isEmpty();
    assertThat(file(entry.running().digest())).isPresent();
  }

  private static final class StoredEntryLimit {
    private static final int MOST = 10;
  }

  @Test
  void aDisabledPlugin_doesNotRun_overARestart() {
    installRedact();

    registry.enable("redact", false);
    assertThat(running()).isEmpty();
    reopen();
    assertThat(running()).isEmpty();
    registry.enable("redact", true);
    assertThat(running()).containsExactly("redact");
  }

  @Test
  void orderSettingsAndGrants_areChangedAtOnce() {
    registry.install(
        ExamplePlugins.read("webhook"),
        order(
            "events=* net=a.example.com",
            "{\"url\":\"https://a.example.com/\",\"secret\":\"hush\"}"));

    registry.order("webhook", -5);
    registry.configure("webhook", "{\"url\":\"https://b.example.com/\",\"secret\":\"hush\"}");
    Installation made =
        registry.grant(
            "webhook",
            Grants.of(List.of("net=b.example.com")),
            Grants.of(List.of("net=a.example.com", "events=*")));

    assertThat(made.warnings()).singleElement().asString().contains("events=*");
    assertThat(made.entry().notGranted()).containsExactly("events=*");
    reopen();
    EntryView view = registry.show("webhook");
    assertThat(view.priority()).isEqualTo(-5);
    assertThat(view.choices().grants().texts()).containsExactly("net=b.example.com");
    assertThat(view.loaded().orElseThrow().settings().find("url"))
        .contains("https://b.example.com/");
    assertThatThrownBy(() -> registry.order("webhook", 1_001))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> registry.grant("webhook", Grants.of(List.of("blobs.read")), Grants.NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Timeout(60)
  void aPlugin_thatDoesNotStart_isRefusedWithWhatItSays() {
    assertThatThrownBy(
            () -> registry.install(ExamplePlugins.read("csv-columns"), InstallOrder.PLAIN))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_STARTED))
        .hasMessageContaining("it says: ")
        .hasMessageContaining("show");
    assertThat(registry.list()).isEmpty();
  }

  @Test
  void aRemovedPlugin_isGone_withItsFiles() {
    installRedact();
    BlobHash digest = registry.digest("redact").orElseThrow();

    registry.remove("redact");

    assertThat(running()).isEmpty();
    assertThat(file(digest)).isEmpty();
    assertRefused(Reason.UNKNOWN, () -> registry.show("redact"));
    assertRefused(Reason.UNKNOWN, () -> registry.remove("redact"));
    reopen();
    assertThat(registry.list()).isEmpty();
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(KeyPair keys) {
    return HexFormat.of().formatHex(ExamplePlugins.publicKey(keys));
  }

  @Test
  void anUpgrade_byAnotherPublisher_isRefusedUntilThatOneIsTrusted() {
    KeyPair first = keys();
    KeyPair second = keys();
    byte[] byFirst = ExamplePlugins.signed(ExamplePlugins.read("redact"), first);
    byte[] bySecond = ExamplePlugins.signed(ExamplePlugins.next("redact"), second);
    assertThat(registry.install(byFirst, InstallOrder.PLAIN).warnings())
        .singleElement()
        .asString()
        .contains(hex(first));

    assertRefused(Reason.PUBLISHER, () -> registry.install(bySecond, InstallOrder.PLAIN));
    assertRefused(
        Reason.PUBLISHER,
        () -> registry.install(ExamplePlugins.next("redact"), InstallOrder.PLAIN));
    assertThat(
            registry
                .install(
                    ExamplePlugins.signed(ExamplePlugins.next("redact"), first), InstallOrder.PLAIN)
                .warnings())
        .isEmpty();

    assertThat(registry.install(bySecond, trusting()).warnings()).hasSize(1);
    reopen();
    assertThat(registry.show("redact").entry().publisher()).contains(hex(second));
    assertRefused(Reason.PUBLISHER, () -> registry.install(byFirst, InstallOrder.PLAIN));
  }

  @Test
  void aPlugin_thatTakesTheNameOfAnothersPlugin_isRefusedUnderWhateverEntry() {
    KeyPair first = keys();
    registry.install(
        ExamplePlugins.signed(ExamplePlugins.read("redact"), first), InstallOrder.PLAIN);

    assertRefused(
        Reason.PUBLISHER, () -> registry.install(ExamplePlugins.next("redact"), as("other")));
    assertRefused(
        Reason.PUBLISHER,
        () ->
            registry.install(
                ExamplePlugins.signed(ExamplePlugins.next("redact"), keys()), as("other")));
    registry.install(ExamplePlugins.signed(ExamplePlugins.next("redact"), first), as("other"));
    assertThat(running()).containsExactly("other", "redact");
  }

  @Test
  void whereThereIsAListOfPublishers_noOtherIsInstalledWithoutAWord() {
    KeyPair listed = keys();
    close();
    publishers = Set.of(hex(listed));
    open();

    assertRefused(Reason.PUBLISHER, this::installRedact);
    assertRefused(
        Reason.PUBLISHER,
        () ->
            registry.install(
                ExamplePlugins.signed(ExamplePlugins.read("redact"), keys()), InstallOrder.PLAIN));
    assertThat(
            registry
                .install(
                    ExamplePlugins.signed(ExamplePlugins.read("redact"), listed),
                    InstallOrder.PLAIN)
                .warnings())
        .isEmpty();
    assertThat(registry.install(ExamplePlugins.read("redact"), trusting()).warnings()).hasSize(1);
  }

  @Test
  void aPlugin_thatWasAlteredAfterItWasSigned_isRefused() {
    byte[] signed = ExamplePlugins.signed(ExamplePlugins.read("redact"), keys());
    signed[signed.length - 1] ^= 1;

    assertThatThrownBy(() -> registry.install(signed, InstallOrder.PLAIN))
        .isInstanceOf(RefusedPluginException.class)
        .hasMessageContaining("altered");
  }

  @Test
  void aStoreThatFails_leavesTheChainAsItWas() {
    installRedact();
    BlobHash before = registry.digest("redact").orElseThrow();
    PluginStore real = store();
    PluginRegistry failing = registry(new FullStore(real, new AtomicBoolean(true)));

    assertThatThrownBy(() -> failing.install(ExamplePlugins.next("redact"), InstallOrder.PLAIN))
        .hasMessage("the disk is full");
    assertThatThrownBy(() -> failing.remove("redact")).hasMessage("the disk is full");

    assertThat(chain.status().getFirst().digest()).isEqualTo(before);
    assertThat(failing.digest("redact")).contains(before);
  }

  /** Another entry, {@code open}, without which requests go on. */
  private void installFailingOpen() {
    registry.install(
        ExamplePlugins.read("redact"),
        new InstallOrder(
            Optional.of("open"),
            InstallOrder.PLAIN.granting(),
            Optional.empty(),
            new Wishes(
                Optional.empty(),
                Optional.of(OnError.FAIL_OPEN),
                Optional.empty(),
                Optional.empty())));
  }

  /** It must not run for as long as nobody knows that it does. */
  @Test
  void aPluginThatWasLeftOut_andCannotBeKept_isStillLeftOut() {
    installRedact();
    installFailingOpen();
    close();
    memory = 8 << 20;
    index = Index.open(folder, Index.Options.DEFAULT);
    chain = new BareChain(memory);
    AtomicBoolean full = new AtomicBoolean();
    registry = registry(new FullStore(store(), full));
    registry.enable("redact", false); // There is room for it now.
    full.set(true);

    assertThatThrownBy(() -> registry.order("open", 5)).hasMessage("the disk is full");

    assertThat(registry.show("open").failure()).isPresent();
    assertThat(running()).isEmpty();
  }

  /** A store on a disk that takes nothing more, once it is full. */
  private record FullStore(PluginStore store, AtomicBoolean full) implements PluginStore {

    @Override
    public List<StoredEntry> all() {
      return store.all();
    }

    @Override
    public byte[] file(BlobHash digest) {
      return store.file(digest);
    }

    @Override
    public void put(StoredEntry entry, Optional<byte[]> file) {
      requireRoom();
      store.put(entry, file);
    }

    @Override
    public void remove(String name) {
      requireRoom();
      store.remove(name);
    }

    private void requireRoom() {
      if (full.get()) {
        throw new IllegalStateException("the disk is full");
      }
    }
  }

  @Test
  void aStart_withAPluginThatDoesNotStart_isRefusedWhereItIsClosed_andGoesOnWithoutItElsewhere() {
    installRedact();
    installFailingOpen();
    close();
    memory = 8 << 20;
    open();

    assertThat(running()).containsExactly("redact");
    assertThat(registry.show("open").failure().orElseThrow()).contains("16 MiB");
    registry.order("redact", 1);
    assertThat(running()).containsExactly("redact");
    close();
    memory = 4 << 20;
    assertThatThrownBy(this::open)
        .isInstanceOf(RegistryException.class)
        .hasMessageContaining("redact")
        .hasMessageContaining("plugins.enabled: off");
    memory = 64 << 20;
    reopen();
    assertThat(running()).containsExactlyInAnyOrder("redact", "open");
  }

  @Test
  void aNode_thatRunsNoPlugins_letsThemBeRemovedAndNotInstalled() {
    installRedact();
    close();
    enabled = false;
    open();

    assertThat(running()).isEmpty();
    assertRefused(Reason.OFF, this::installRedact);
    assertRefused(Reason.OFF, () -> registry.enable("redact", true));
    registry.enable("redact", false);
    registry.remove("redact");
    assertThat(registry.list()).isEmpty();
  }

  @Test
  void whatStandsBetweenABucketAndItsReaders_isNamed() {
    registry.install(
        ExamplePlugins.read("redact"),
        new InstallOrder(
            Optional.empty(),
            InstallOrder.PLAIN.granting(),
            Optional.empty(),
            new Wishes(
                Optional.of(MatchText.parse("bucket=support")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty())));
    registry.install(
        ExamplePlugins.read("webhook"),
        order(
            "events=* net=a.example.com",
            "{\"url\":\"https://a.example.com/\",\"secret\":\"hush\"}"));
    registry.install(ExamplePlugins.read("token-auth"), order("auth.identity=camera", TOKENS));

    assertThat(registry.between("support")).containsExactly("redact", "token-auth");
    assertThat(registry.between("other")).containsExactly("token-auth");
    registry.enable("token-auth", false);
    assertThat(registry.between("other")).isEmpty();
  }
}
