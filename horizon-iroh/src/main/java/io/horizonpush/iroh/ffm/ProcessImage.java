package io.horizonpush.iroh.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the process runs: another program can take its place, with its id, its standard streams and
 * whoever waits for it (exec of POSIX).
 */
public final class ProcessImage {

  private static final Charset NATIVE = Charset.forName(System.getProperty("sun.jnu.encoding"));

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int STANDARD_STREAMS = 3;

  /** What {@code fcntl} calls it. */
  private static final int SET_FLAGS = 2;

  private static final int CLOSE_ON_EXEC = 1;

  private ProcessImage() {}

  /**
   * Runs another program instead of this one. Returns only if the system refuses.
   *
   * @param arguments the first is the name that the program has
   * @param variables added to the environment, where they are not set
   */
  public static void replace(Path program, List<String> arguments, Map<String, String> variables) {
    Linker linker = Linker.nativeLinker();
    SymbolLookup system = linker.defaultLookup();
    NativeFunction setenv =
        new NativeFunction(
            system.findOrThrow("setenv"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    NativeFunction execv =
        new NativeFunction(
            system.findOrThrow("execv"), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      variables.forEach(
          (name, value) -> {
            MemorySegment key = arena.allocateFrom(name);
            MemorySegment text = arena.allocateFrom(value);
            Linkage.call(() -> (int) setenv.handle().invokeExact(key, text, 0));
          });
      MemorySegment file = arena.allocateFrom(program.toString(), NATIVE);
      MemorySegment list = arena.allocate(ADDRESS, arguments.size() + 1L);
      for (int at = 0; at < arguments.size(); at++) {
        // As the system showed them, byte for byte.
        byte[] bytes = (arguments.get(at) + "\0").getBytes(StandardCharsets.ISO_8859_1);
        MemorySegment text = arena.allocate(bytes.length);
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, text, 0, bytes.length);
        list.setAtIndex(ADDRESS, at, text);
      }
      list.setAtIndex(ADDRESS, arguments.size(), MemorySegment.NULL);
      closeWithImage(system);
      Linkage.call(() -> (int) execv.handle().invokeExact(file, list));
    }
  }

  /** Leaves the next program no file and no port that this one has open: it could not use them. */
  private static void closeWithImage(SymbolLookup system) {
    NativeFunction fcntl =
        new NativeFunction(
            system.findOrThrow("fcntl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    try (Stream<Path> open = Files.list(DESCRIPTORS)) {
      open.mapToInt(path -> Integer.parseInt(path.getFileName().toString()))
          .filter(descriptor -> descriptor >= STANDARD_STREAMS)
          .forEach(
              descriptor ->
                  Linkage.call(
                      () ->
                          (int) fcntl.handle().invokeExact(descriptor, SET_FLAGS, CLOSE_ON_EXEC)));
    } catch (IOException | UncheckedIOException e) {
      // A system that does not show them: the next program then has them open to no purpose.
    }
  }
}
