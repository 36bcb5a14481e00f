package io.horizonpush.wasm.kit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The custom section of a module that holds a plugin's manifest. The form of sections is that of <a
 * href="https://webassembly.github.io/spec/core/binary/modules.html#sections">the core
 * specification, 5.5</a>. Stateless.
 */
public final class ManifestSection {

  /** The section's name. */
  public static final String NAME = "horizonpush";

  /** A magic number and the version of the format. */
  private static final byte[] HEADER = {0, 'a', 's', 'm', 1, 0, 0, 0};

  private static final int CUSTOM = 0;

  private ManifestSection() {}

  /**
   * A module with a manifest as its only custom section: names of functions, producers and
   * debugging information stay behind, so that equal sources make equal files, and a signature,
   * which would not hold any more.
   *
   * @throws BuildException if it is no module
   */
  public static byte[] embed(byte[] module, byte[] manifest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(module.length + manifest.length);
    out.writeBytes(HEADER);
    for (Sections at = new Sections(module); at.next(); ) {
      if (at.id != CUSTOM) {
        out.write(module, at.start, at.end - at.start);
      }
    }
    byte[] name = NAME.getBytes(StandardCharsets.UTF_8);
    out.write(CUSTOM);
    writeLength(out, 1 + name.length + manifest.length);
    writeLength(out, name.length);
    out.writeBytes(name);
    out.writeBytes(manifest);
    return out.toByteArray();
  }

  /**
   * The manifest of a plugin, if it has one.
   *
   * @throws BuildException if it is no module
   */
  public static Optional<byte[]> read(byte[] plugin) {
    byte[] name = NAME.getBytes(StandardCharsets.UTF_8);
    for (Sections at = new Sections(plugin); at.next(); ) {
      if (at.id == CUSTOM) {
        int length = at.length();
        int start = at.position;
        int end = at.checked(start, length);
        if (Arrays.equals(plugin, start, end, name, 0, name.length)) {
          return Optional.of(Arrays.copyOfRange(plugin, end, at.end));
        }
      }
    }
    return Optional.empty();
  }

  /** Unsigned LEB128. */
  private static void writeLength(ByteArrayOutputStream out, int length) {
    int rest = length;
    while (rest >= 0x80) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  /** The sections of a module, one behind the other. Confined to one thread. */
  private static final class Sections {

    private final byte[] module;

    private int id;

    /** Where the section begins, with its id. */
    private int start;

    /** What is read next. */
    private int position;

    /** Where the section ends. */
    private int end = HEADER.length;

    private Sections(byte[] module) {
      if (module.length < HEADER.length
          || !Arrays.equals(module, 0, HEADER.length, HEADER, 0, HEADER.length)) {
        throw new BuildException("This is no WebAssembly module");
      }
      this.module = module;
    }

    /** Goes to the next section, if there is one. */
    private boolean next() {
      if (end == module.length) {
        return false;
      }
      start = end;
      id = module[start];
      position = start + 1;
      end = module.length;
      int length = length();
      end = checked(position, length);
      return true;
    }

    private int length() {
      long value = 0;
      for (int shift = 0; shift < 35; shift += 7) {
        int part = module[checked(position, 1) - 1];
        position++;
        value |= (long) (part & 0x7f) << shift;
        if (part >= 0) {
          return checked(0, value);
        }
      }
      throw broken();
    }

    /** Where so many bytes end that lie within the section. */
    private int checked(int from, long length) {
      if (length > end - from) {
        throw broken();
      }
      return (int) (from + length);
    }

    private static BuildException broken() {
      return new BuildException("This WebAssembly module breaks off");
    }
  }
}
