package io.horizonpush.wasm.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.Bucket;
import io.horizonpush.s3.model.BucketConfiguration;
import io.horizonpush.s3.model.BucketId;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.DocumentMode;
import io.horizonpush.s3.model.Durability;
import io.horizonpush.s3.model.Owner;
import io.horizonpush.s3.store.PluginDocs.Space;
import io.horizonpush.wasm.abi.Answer;
import io.horizonpush.wasm.abi.HeadAction;
import io.horizonpush.wasm.abi.LookupVerdict;
import io.horizonpush.wasm.abi.PluginEvent;
import io.horizonpush.wasm.testing.MemoryDocs;
import io.horizonpush.wasm.testing.WasmBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Entries and blobs, through real plugins. */
class StoreFunctionsTest {

  private static final int OUT = Kept.OUT;
  private static final int HASH = 0x7000;
  private static final byte[] BYTES = "bytes of an object".getBytes(StandardCharsets.UTF_8);

  private final TestingPlugins plugins = new TestingPlugins();
  private final PluginBuilder plugin = new PluginBuilder();
  private final BucketName media = new BucketName("media");
  private final BucketName other = new BucketName("other");
  private BucketId bucket = new BucketId(0, 0);

  @BeforeEach
  void makeBuckets() {
    bucket = plugins.docs.make(media);
    plugins.docs.make(other);
    plugins.view.bucket =
        Optional.of(
            new Bucket(
                bucket,
                media,
                new Owner("id", "name"),
                Instant.EPOCH,
                Durability.STRICT,
                DocumentMode.EAGER,
                Map.of(),
                BucketConfiguration.DEFAULT,
                Optional.empty()));
  }

  @AfterEach
  void close() {
    plugins.close();
  }

  private Kept request(WasmBytes... steps) {
    return Kept.ofRequest(plugins, plugin, steps);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private Space space(BucketName name) {
    return new Space(plugins.docs.make(name), "tried");
  }

  @Test
  void anEntry_isSetReadAndDeleted_inTheRequestsBucketAndInOthers() {
    plugin.grant("docs.read=*/", "docs.write=*/");

    Kept kept =
        request(
            plugin.keep(0, "docs.set", "", "key", "value"),
            plugin.keep(4, "docs.get", "", "key", OUT, 100),
            plugin.keep(8, "docs.set", "other", "key", "elsewhere"),
            plugin.keep(12, "docs.get", "media", "key", OUT + 128, 44),
            plugin.keep(16, "docs.delete", "", "key"),
            plugin.keep(20, "docs.delete", "", "key"),
            plugin.keep(24, "docs.get", "", "key", OUT + 128, 100),
            plugin.keep(28, "docs.get", "never", "key", OUT + 128, 100));

    assertThat(kept.result(0)).isZero();
    assertThat(kept.result(4)).isEqualTo(45);
    assertThat(kept.read(Kept.AT, 32)).isEqualTo(MemoryDocs.SELF.bytes());
    assertThat(kept.wide(Kept.AT + 32)).isPositive();
    assertThat(kept.text(Kept.AT + 40, 5)).isEqualTo("value");
    assertThat(kept.result(12)).as("one byte of room is missing").isEqualTo(45);
    assertThat(kept.read(Kept.AT + 128, 45)).isEqualTo(new byte[45]);
    assertThat(kept.result(16)).isZero();
    assertThat(kept.result(20)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.result(24)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.result(28)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(
            plugins.docs.find(space(other), "key", io.horizonpush.s3.store.PluginDocs.Authors.SELF))
        .isPresent();
  }

  @Test
  void entries_outsideTheGrant_areNeitherReadNorWrittenNorListed() {
    plugins.docs.set(space(media), "b/secret", bytes("x"));
    plugin.grant("docs.read=media/a/", "docs.write=media/a/");

    Kept kept =
        request(
            plugin.keep(0, "docs.get", "", "b/secret", OUT, 100),
            plugin.keep(4, "docs.set", "", "b/secret", "y"),
            plugin.keep(8, "docs.delete", "", "b/secret"),
            plugin.keep(12, "docs.list", "", "", "", OUT, 100),
            plugin.keep(16, "docs.list", "", "b/", "", OUT, 100),
            plugin.keep(20, "docs.get", "other", "a/x", OUT, 100),
            plugin.keep(24, "docs.list", "", "a/", "", OUT, 100));

    for (int at = 0; at <= 20; at += 4) {
      assertThat(kept.result(at)).as("call %d", at / 4).isEqualTo(Errno.FORBIDDEN.code());
    }
    assertThat(kept.result(24)).isZero();
    assertThat(
            plugins.docs.list(
                space(media), "", "", 9, io.horizonpush.s3.store.PluginDocs.Authors.MEMBERS))
        .hasSize(1);
  }

  @Test
  void entriesOfMembers_areSeenWithTheirGrantOnly() {
    plugins.docs.write(space(media), "k", MemoryDocs.OTHER, bytes("theirs"));
    plugin.grant("docs.read=*/");
    Kept without =
        request(
            plugin.keep(0, "docs.get", "", "k", OUT, 100),
            plugin.keep(4, "docs.list", "", "", "", OUT, 100));
    plugin.grant("docs.authors=members");
    Kept with =
        request(
            plugin.keep(0, "docs.get", "", "k", OUT, 100),
            plugin.keep(4, "docs.list", "", "", "", OUT + 128, 100));

    assertThat(without.result(0)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(without.result(4)).isZero();
    assertThat(with.text(Kept.AT + 40, 6)).isEqualTo("theirs");
    assertThat(with.result(4)).isEqualTo(2 + 1 + 32 + 8 + 4);
  }

  @Test
  void aList_hasWholeKeysAsFarAsTheyFit_andSaysWhatOneNeeds() {
    plugins.docs.set(space(media), "k1", bytes("value"));
    plugins.docs.set(space(media), "k2", bytes("x"));
    plugin.grant("docs.read=*/");
    int row = 2 + 2 + 32 + 8 + 4;

    Kept kept =
        request(
            plugin.keep(0, "docs.list", "", "", "", OUT, row + 10),
            plugin.keep(4, "docs.list", "", "k", "k1", OUT + 128, 100),
            plugin.keep(8, "docs.list", "", "k", "k2", OUT + 256, 100),
            plugin.keep(12, "docs.list", "", "", "", OUT + 256, 10));

    assertThat(kept.result(0)).isEqualTo(row);
    assertThat(kept.bytes().order(ByteOrder.LITTLE_ENDIAN).getShort(Kept.AT)).isEqualTo((short) 2);
    assertThat(kept.text(Kept.AT + 2, 2)).isEqualTo("k1");
    assertThat(kept.result(Kept.AT + row - 4)).isEqualTo(5);
    assertThat(kept.result(4)).isEqualTo(row);
    assertThat(kept.text(Kept.AT + 130, 2)).isEqualTo("k2");
    assertThat(kept.result(8)).isZero();
    assertThat(kept.result(12)).as("room for one row is needed").isEqualTo(row);
    assertThat(kept.read(Kept.AT + 256, 10)).isEqualTo(new byte[10]);
  }

  @Test
  void keysAndValues_haveTheirLimits_andOperationsToo() {
    plugin.grant("docs.write=*/", "docs.read=*/");
    plugin.place(0x4000, "k".repeat(600).getBytes(StandardCharsets.UTF_8));
    List<WasmBytes> steps = new ArrayList<>();
    steps.add(plugin.keep(0, "docs.set", "", 0x4000, 513, 0, 0));
    steps.add(plugin.keep(4, "docs.set", "", 0x4000, 512, 0, 65_537));
    steps.add(plugin.keep(8, "docs.set", "", "", "x"));
    steps.add(plugin.keep(12, "docs.set", "", "a\0b", "x"));
    steps.add(plugin.keep(16, "docs.set", "not a bucket", "a", "x"));
    steps.add(plugin.keep(20, "docs.set", "", 0x4000, 512, 0, 65_536));
    for (int i = 0; i < 255; i++) {
      steps.add(plugin.drop("docs.delete", "", "none"));
    }
    steps.add(plugin.keep(24, "docs.delete", "", "none"));

    Kept kept = request(steps.toArray(WasmBytes[]::new));

    assertThat(kept.result(0)).isEqualTo(Errno.TOO_LARGE.code());
    assertThat(kept.result(4)).isEqualTo(Errno.TOO_LARGE.code());
    assertThat(kept.result(8)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(12)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(16)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(20)).isZero();
    assertThat(kept.result(24)).as("the 257th operation").isEqualTo(Errno.BUDGET.code());
  }

  @Test
  void aSubscription_isMadeAtTheStart_whereTheGrantSays() {
    plugin.grant("docs.read=media/a/", "docs.write=*/");
    plugin
        .field("'tick': '1s'")
        .on("hp_on_event", 0)
        .on(
            "hp_init",
            0,
            plugin.keep(0, "docs.subscribe", "media", "a/b"),
            plugin.keep(4, "docs.subscribe", "media", "b"),
            plugin.keep(8, "docs.subscribe", "*", "a/"),
            plugin.keep(12, "docs.set", "media", "a", "x"));
    NativeInstance instance = plugins.begun(plugin);
    Kept kept = Kept.after(plugins, instance);

    assertThat(kept.result(0)).isZero();
    assertThat(kept.result(4)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(kept.result(8)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(kept.result(12)).as("nothing is written at the start").isNegative();
    assertThat(instance.subscriptions())
        .containsExactly(new NativeInstance.Subscription("media", "a/b"));
    assertThat(request(plugin.keep(0, "docs.subscribe", "media", "a/")).result(0))
        .isEqualTo(Errno.WRONG_PHASE.code());
  }

  @Test
  void anEvent_bringsItsBytes_andMayBeWantedAgain() {
    WasmBytes copy =
        WasmBytes.of()
            .constant(PluginBuilder.RESULTS)
            .bytes(0x20, 1)
            .bytes(0x20, 2)
            .bytes(0xFC, 10, 0, 0)
            .constant(PluginBuilder.RESULTS + 64)
            .bytes(0x20, 0)
            .bytes(0x36, 2, 0);
    plugin.on("hp_on_event", 7, copy);
    NativeInstance instance = plugins.instance(plugin);
    instance.begin(new NativeRequest(Optional.empty(), plugins.variables, "event"));

    boolean taken =
        plugins.threads.run(
            thread -> instance.onEvent(new PluginEvent.ObjectCreated(media, "key", "v1")));
    instance.end();
    plugins.begin(instance);
    Kept kept = Kept.after(plugins, instance);

    assertThat(taken).isFalse();
    assertThat(kept.text(0, 12)).isEqualTo("media\0key\0v1");
    assertThat(kept.result(64)).isEqualTo(3);
  }

  @Test
  void aBlob_isReadThroughItsBucket_whatNobodyHoldsIsNotThere() {
    BlobHash held = plugins.blobs.hold(bucket, BYTES);
    BlobHash elsewhere =
        plugins.blobs.hold(plugins.docs.make(other), "secret".getBytes(StandardCharsets.UTF_8));
    plugin.grant("blobs.read").place(HASH, held.bytes()).place(HASH + 32, elsewhere.bytes());

    Kept kept =
        request(
            plugin.keep(0, "blobs.size", HASH),
            plugin.keep(8, "blobs.read", HASH, 9L, OUT, 6),
            plugin.keep(12, "blobs.read", HASH, 15L, OUT + 32, 100),
            plugin.keep(16, "blobs.read", HASH, 18L, OUT + 32, 100),
            plugin.keep(20, "blobs.read", HASH, 19L, OUT + 32, 100),
            plugin.keep(24, "blobs.read", HASH, -1L, OUT + 32, 100),
            plugin.keep(32, "blobs.size", HASH + 32),
            plugin.keep(40, "blobs.read", HASH + 32, 0L, OUT + 64, 6),
            plugin.keep(44, "blobs.write_open"));

    assertThat(kept.wide(0)).isEqualTo(BYTES.length);
    assertThat(kept.result(8)).isEqualTo(6);
    assertThat(kept.text(Kept.AT, 6)).isEqualTo("an obj");
    assertThat(kept.result(12)).isEqualTo(3);
    assertThat(kept.result(16)).isZero();
    assertThat(kept.result(20)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.result(24)).isEqualTo(Errno.INVALID.code());
    assertThat(kept.wide(32)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.result(40)).isEqualTo(Errno.NOT_FOUND.code());
    assertThat(kept.read(Kept.AT + 64, 6)).isEqualTo(new byte[6]);
    assertThat(kept.result(44)).isEqualTo(Errno.FORBIDDEN.code());
  }

  @Test
  void withoutAGrant_noBlobIsThere() {
    plugin.place(HASH, plugins.blobs.hold(bucket, BYTES).bytes());

    Kept kept =
        request(
            plugin.keep(0, "blobs.size", HASH),
            plugin.keep(8, "blobs.read", HASH, 0L, OUT, 6),
            plugin.keep(12, "blobs.respond", HASH),
            plugin.keep(16, "blobs.replace_body", HASH));

    assertThat(kept.wide(0)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(kept.result(8)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(kept.result(12)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(kept.result(16)).isEqualTo(Errno.FORBIDDEN.code());
    assertThat(plugins.view.changes).isEmpty();
  }

  @Test
  void aBlob_isWrittenInPieces_andIsThePluginsOwn() {
    plugin.grant("blobs.write=1KiB");

    Kept kept =
        request(
            plugin.keep(0, "blobs.write_open"),
            plugin.keep(4, "blobs.write", 1, "one "),
            plugin.keep(8, "blobs.write", 1, "two"),
            plugin.keep(16, "blobs.write_finish", 1, OUT),
            plugin.keep(24, "blobs.write", 1, "three"),
            plugin.keep(32, "blobs.size", OUT),
            plugin.keep(40, "blobs.read", OUT, 0L, OUT + 64, 100),
            plugin.keep(44, "blobs.write_open"),
            plugin.keep(48, "blobs.write", 2, 0, 1_025));

    assertThat(kept.result(0)).isEqualTo(1);
    assertThat(kept.wide(16)).isEqualTo(7);
    assertThat(kept.result(24)).isEqualTo(Errno.BAD_HANDLE.code());
    assertThat(kept.wide(32)).isEqualTo(7);
    assertThat(kept.text(Kept.AT + 64, kept.result(40))).isEqualTo("one two");
    assertThat(kept.result(48)).isEqualTo(Errno.BUDGET.code());
  }

  @Test
  void aBlob_isTheAnswer_orTheBody() {
    BlobHash held = plugins.blobs.hold(bucket, BYTES);
    plugin
        .grant("blobs.read")
        .place(HASH, held.bytes())
        .on("hp_on_response", 0, plugin.keep(0, "blobs.replace_body", HASH))
        .on("hp_cache_lookup", 2, plugin.drop("blobs.respond", HASH))
        .on("hp_cache_store", 0)
        .on(
            "hp_on_request",
            3,
            plugin.drop("blobs.replace_body", HASH),
            plugin.drop("blobs.respond", HASH),
            plugin.drop("http.header_set", 1, "x-a", "1"),
            plugin.drop("http.reply", 203, 0, 0));
    NativeInstance instance = plugins.begun(plugin);

    HeadAction action = plugins.threads.run(thread -> instance.onRequest());
    LookupVerdict hit = plugins.threads.run(thread -> instance.cacheLookup());

    assertThat(action)
        .isEqualTo(
            new HeadAction.Respond(
                new Answer.Blob(
                    203, List.of(new io.horizonpush.wasm.abi.HeaderField("x-a", "1")), held)));
    assertThat(hit).isEqualTo(new LookupVerdict.Hit(new Answer.Blob(200, List.of(), held)));
    assertThat(plugins.view.changes).containsExactly("body " + held);
  }

  @Test
  void anObject_thatIsOneBlob_saysItsHash() {
    BlobHash held = plugins.blobs.hold(bucket, BYTES);
    plugin.grant("blobs.read").on("hp_on_response", 0, plugin.keep(0, "blobs.object", OUT));
    NativeInstance instance = plugins.begun(plugin);
    plugins.view.object = Optional.of(new RequestView.ObjectBlob(held, BYTES.length));
    plugins.threads.run(thread -> instance.onResponse());

    Kept kept = Kept.after(plugins, instance);

    assertThat(kept.wide(0)).isEqualTo(BYTES.length);
    assertThat(kept.read(Kept.AT, 32)).isEqualTo(held.bytes());
    assertThat(request(plugin.keep(0, "blobs.object", OUT)).wide(0))
        .isEqualTo(Errno.WRONG_PHASE.code());
  }
}
