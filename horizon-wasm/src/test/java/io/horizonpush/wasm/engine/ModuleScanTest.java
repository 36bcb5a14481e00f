package io.horizonpush.wasm.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.horizonpush.wasm.testing.Guests;
import io.horizonpush.wasm.testing.WasmBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not a module that plugins may be, is refused before anything is made of it. */
class ModuleScanTest {

  private static final long HUGE = 0xFFFF_FFFFL;

  private static WasmModule read(byte[] bytes) {
    return WasmModule.read(bytes, ModuleLimits.DEFAULT);
  }

  private static WasmBytes section(int id, WasmBytes content) {
    return WasmBytes.module().section(id, content);
  }

  /** A module with one function of no parameters, whose body this is. */
  private static WasmBytes function(WasmBytes body) {
    return WasmBytes.module()
        .section(1, WasmBytes.of(1, 0x60, 0, 0))
        .section(3, WasmBytes.of(1, 0))
        .section(10, WasmBytes.of(1).sized(body));
  }

  static List<Arguments> refused() {
    List<Arguments> cases = new ArrayList<>();
    cases.addAll(bombs());
    cases.addAll(features());
    cases.addAll(malformed());
    return cases;
  }

  /** Counts that the runtime would believe. */
  private static List<Arguments> bombs() {
    return List.of(
        Arguments.of(
            "blocks in 900 blocks behind 10,000 operands",
            function(
                WasmBytes.of(0)
                    .times(10_000, 0x41, 1)
                    .times(900, 0x02, 0x40)
                    .times(900, 0x0B)
                    .times(10_000, 0x1A)
                    .bytes(0x0B))),
        Arguments.of(
            "2,000 imports",
            WasmBytes.module()
                .section(1, WasmBytes.of(1, 0x60, 0, 0))
                .section(2, WasmBytes.of().number(2_000).times(2_000, 1, 'a', 1, 'b', 0, 0))),
        Arguments.of(
            "20,000 types", section(1, WasmBytes.of().number(20_000).times(20_000, 0x60, 0, 0))),
        Arguments.of("4 G types", section(1, WasmBytes.of().number(HUGE))),
        Arguments.of("2 G parameters", section(1, WasmBytes.of(1, 0x60).number(0x7FFF_FFFF))),
        Arguments.of("2 G subtypes", section(1, WasmBytes.of(1, 0x4E).number(0x7FFF_FFFF))),
        Arguments.of("2 G imports", section(2, WasmBytes.of().number(0x7FFF_FFFF))),
        Arguments.of("2 G functions", section(3, WasmBytes.of().number(0x7FFF_FFFF))),
        Arguments.of("a table of 10 M", section(4, WasmBytes.of(1, 0x70, 0).number(10_000_000))),
        Arguments.of(
            "4 tables of 60,000", section(4, WasmBytes.of(4).times(4, 0x70, 0, 0xE0, 0xD4, 0x03))),
        Arguments.of("5 tables", section(4, WasmBytes.of(5).times(5, 0x70, 0, 1))),
        Arguments.of("100 tables", section(4, WasmBytes.of(100).times(100, 0x70, 0, 1))),
        Arguments.of("two memories", section(5, WasmBytes.of(2, 0, 1, 0, 1))),
        Arguments.of(
            "an element segment of 2 G", section(9, WasmBytes.of(1, 1, 0).number(0x7FFF_FFFF))),
        Arguments.of(
            "an element segment of 70,000",
            section(9, WasmBytes.of(1, 1, 0).number(70_000).times(70_000, 0))),
        Arguments.of("data of 2 G", section(11, WasmBytes.of(1, 1).number(0x7FFF_FFFF))),
        Arguments.of("50,000 locals", function(WasmBytes.of(1).number(50_000).bytes(0x7F, 0x0B))),
        Arguments.of("4 G locals", function(WasmBytes.of(1).number(HUGE).bytes(0x7F, 0x0B))),
        Arguments.of("a branch of 2 G labels", function(WasmBytes.of(0, 0x0E).number(0x7FFF_FFFF))),
        Arguments.of(
            "blocks in 100,000 blocks",
            function(WasmBytes.of(0).times(100_000, 0x02, 0x40).times(100_000, 0x0B).bytes(0x0B))),
        Arguments.of("a section beyond the file", WasmBytes.module().bytes(1).number(0x7FFF_FFFF)),
        Arguments.of(
            "locals of many functions",
            WasmBytes.module()
                .section(1, WasmBytes.of(1, 0x60, 0, 0))
                .section(3, WasmBytes.of().number(200).times(200, 0))
                .section(
                    10,
                    WasmBytes.of().number(200).times(200, 6, 1, 0x90, 0x4E, 0x7F, 0x00, 0x0B))));
  }

  private static List<Arguments> features() {
    return List.of(
        Arguments.of("SIMD", function(WasmBytes.of(0, 0xFD, 0x0C).times(16, 0).bytes(0x0B))),
        Arguments.of("a vector local", function(WasmBytes.of(1, 1, 0x7B, 0x0B))),
        Arguments.of("atomics", function(WasmBytes.of(0, 0xFE, 0x03, 0x00, 0x0B))),
        Arguments.of("a tail call", function(WasmBytes.of(0, 0x12, 0, 0x0B))),
        Arguments.of("an indirect tail call", function(WasmBytes.of(0, 0x13, 0, 0, 0x0B))),
        Arguments.of("an exception", function(WasmBytes.of(0, 0x08, 0, 0x0B))),
        Arguments.of("a reference call", function(WasmBytes.of(0, 0x14, 0, 0x0B))),
        Arguments.of("garbage collection", function(WasmBytes.of(0, 0xFB, 0x00, 0x00, 0x0B))),
        Arguments.of("a tag section", section(13, WasmBytes.of(1, 0, 0))),
        Arguments.of("a shared memory", section(5, WasmBytes.of(1, 3, 1, 2))),
        Arguments.of("a memory of 64 bits", section(5, WasmBytes.of(1, 4, 1))),
        Arguments.of(
            "an imported memory",
            section(2, WasmBytes.of(1).text("env").text("memory").bytes(2, 0, 1))),
        Arguments.of(
            "an imported table",
            section(2, WasmBytes.of(1).text("env").text("t").bytes(1, 0x70, 0, 1))),
        Arguments.of(
            "a table with an initial value", section(4, WasmBytes.of(1, 0x40, 0, 0x70, 0, 1))),
        Arguments.of("an access of a second memory", function(WasmBytes.of(0, 0x28, 0x42, 1, 0))));
  }

  private static List<Arguments> malformed() {
    return List.of(
        Arguments.of("nothing", WasmBytes.of()),
        Arguments.of(
            "text",
            WasmBytes.of().bytes("(module)".getBytes(java.nio.charset.StandardCharsets.UTF_8))),
        Arguments.of("a component", WasmBytes.of(0, 'a', 's', 'm', 0x0D, 0, 1, 0)),
        Arguments.of("half a section", WasmBytes.module().bytes(1, 5, 1)),
        Arguments.of("a section twice", section(5, WasmBytes.of(0)).section(5, WasmBytes.of(0))),
        Arguments.of(
            "sections out of order", section(7, WasmBytes.of(0)).section(5, WasmBytes.of(0))),
        Arguments.of("an unknown section", section(99, WasmBytes.of(0))),
        Arguments.of("more than its section says", section(5, WasmBytes.of(0, 0))),
        Arguments.of("a name that is no text", section(7, WasmBytes.of(1, 1, 0xFF, 0, 0))),
        Arguments.of(
            "an export twice",
            section(7, WasmBytes.of(2).text("a").bytes(2, 0).text("a").bytes(2, 0))),
        Arguments.of("a function of no type", section(3, WasmBytes.of(1, 0))),
        Arguments.of(
            "an import of no type", section(2, WasmBytes.of(1).text("a").text("b").bytes(0, 7))),
        Arguments.of(
            "a function without code",
            section(1, WasmBytes.of(1, 0x60, 0, 0)).section(3, WasmBytes.of(1, 0))),
        Arguments.of("code without a function", section(10, WasmBytes.of(1, 2, 0, 0x0B))),
        Arguments.of("a body without an end", function(WasmBytes.of(0, 0x01))),
        Arguments.of("a body beyond its end", function(WasmBytes.of(0, 0x0B, 0x01))),
        Arguments.of("a number without an end", function(WasmBytes.of(0, 0x41).times(12, 0x80))),
        Arguments.of("an export of no function", section(7, WasmBytes.of(1, 0, 0, 9))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void aModule_thatIsNone_isRefused(String name, WasmBytes bytes) {
    assertThatThrownBy(() -> read(bytes.build())).isInstanceOf(RefusedModuleException.class);
  }

  @Test
  void aFile_overItsLimit_isRefused() {
    assertThatThrownBy(() -> read(WasmBytes.module().custom("x", new byte[16 << 20]).build()))
        .hasMessageContaining("16777216 are allowed");
  }

  @Test
  void moreInstructions_thanTheHeapHasRoomFor_areRefused() {
    byte[] nops = function(WasmBytes.of(0).times(1_000, 0x01).bytes(0x0B)).build();

    assertThatThrownBy(() -> WasmModule.read(nops, ModuleLimits.DEFAULT.withInstructions(1_000)))
        .hasMessageContaining("more than 1000 instructions");
    assertThat(ModuleLimits.forHeap(64L << 20).instructions()).isBetween(10_000, 100_000);
  }

  @Test
  void labels_countAsInstructions() {
    byte[] branch =
        function(WasmBytes.of(0).constant(0).bytes(0x0E).number(900).times(901, 0).bytes(0x0B))
            .build();

    assertThatThrownBy(() -> WasmModule.read(branch, ModuleLimits.DEFAULT.withInstructions(900)))
        .hasMessageContaining("more than 900 instructions");
    assertThat(WasmModule.read(branch, ModuleLimits.DEFAULT.withInstructions(1_000))).isNotNull();
  }

  @Test
  void aModule_isKnownByItsParts() {
    WasmModule module = read(Guests.bytes("engine"));

    assertThat(module.imports())
        .extracting(Object::toString)
        .containsExactly("test.add", "test.note");
    assertThat(module.functions()).containsEntry("sum", FunctionType.of("ii", "i"));
    assertThat(module.memory()).contains(new WasmModule.MemorySize(1, 65_536));
  }

  @Test
  void customSections_areFoundInTheirPlaces() {
    byte[] bytes =
        WasmBytes.module().custom("a", new byte[] {1, 2}).custom("a", new byte[] {3}).build();

    List<WasmModule.CustomSection> found = read(bytes).customSections();

    assertThat(found).extracting(WasmModule.CustomSection::name).containsExactly("a", "a");
    assertThat(read(bytes).content(found.get(0))).containsExactly(1, 2);
    assertThat(read(bytes).content(found.get(1))).containsExactly(3);
    assertThat(found.getLast().end()).isEqualTo(bytes.length);
  }

  @Test
  void whatRuns_hasNoCustomSection_andTheFrameHasNoCode() {
    byte[] bytes =
        function(WasmBytes.of(0).times(500, 0x01).bytes(0x0B)).custom("name", new byte[9]).build();

    WasmModule module = read(bytes);

    assertThat(module.running()).hasSize(bytes.length - 16);
    assertThat(module.frame()).hasSizeLessThan(40);
    assertThatCode(() -> read(module.frame())).doesNotThrowAnyException();
  }

  /** Whatever the bytes are: refused in words, or taken by the scan and then by the runtime. */
  @Test
  void aModule_withBytesChanged_isRefusedOrCompiled_andNothingElseHappens() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[] good = Guests.bytes("engine");
    ModuleCompiler compiler =
        new ModuleCompiler(CodeStore.NONE, ModuleLimits.DEFAULT, Duration.ofSeconds(30));
    for (int i = 0; i < 400; i++) {
      byte[] bytes = good.clone();
      for (int j = 0; j <= random.nextInt(3); j++) {
        bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt(256);
      }
      byte[] cut =
          random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
      try {
        compiler.compile(read(cut));
      } catch (RefusedModuleException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
