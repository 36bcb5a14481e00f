package io.horizonpush.wasm.engine;

/** Looks at what an instance is filled with: tables, globals, elements, data. One thread's own. */
final class SegmentScan {

  private static final int MOST_TABLES = 4;

  private final ModuleLimits limits;
  private final ExpressionScan expressions;
  private long entries;
  private int globals;

  /** Entries of tables, and elements for them. */
  private long elements;

  SegmentScan(ModuleLimits limits, ExpressionScan expressions) {
    this.limits = limits;
    this.expressions = expressions;
  }

  void readTables(ByteCursor section) {
    int count = section.count("tables", MOST_TABLES);
    for (int i = 0; i < count; i++) {
      requireReference(section);
      int flags = section.unsignedByte();
      if (flags > 1) {
        throw section.malformed();
      }
      entries += section.unsigned();
      if (flags == 1) {
        section.unsigned();
      }
      if (entries > limits.tableEntries()) {
        throw new RefusedModuleException(
            "the module's tables have %d entries, and %d are allowed"
                .formatted(entries, limits.tableEntries()));
      }
    }
  }

  private static void requireReference(ByteCursor section) {
    if (!ValueType.ofCode(section.unsignedByte()).isReference()) {
      throw section.malformed();
    }
  }

  void readGlobals(ByteCursor section) {
    int count = section.count("globals", limits.segments());
    for (int i = 0; i < count; i++) {
      ValueType.ofCode(section.unsignedByte());
      if (section.unsignedByte() > 1) {
        throw section.malformed();
      }
      expressions.pass(section);
    }
    globals = count;
  }

  int globals() {
    return globals;
  }

  void readElements(ByteCursor section) {
    int count = section.count("element segments", limits.segments());
    for (int i = 0; i < count; i++) {
      readElement(section);
    }
  }

  /** The eight forms of a segment, told apart by three bits. */
  private void readElement(ByteCursor section) {
    int flags = section.unsignedByte();
    if (flags > 7) {
      throw section.malformed();
    }
    boolean active = (flags & 1) == 0;
    boolean explicit = (flags & 2) != 0;
    boolean expressed = (flags & 4) != 0;
    if (active) {
      if (explicit) {
        section.number();
      }
      expressions.pass(section);
    }
    if (!active || explicit) {
      if (expressed) {
        requireReference(section);
      } else if (section.unsignedByte() != 0) {
        throw section.malformed();
      }
    }
    readItems(section, expressed);
  }

  private void readItems(ByteCursor section, boolean expressed) {
    int items = section.count("elements", limits.tableEntries());
    elements += items;
    if (elements > limits.tableEntries()) {
      throw new RefusedModuleException(
          "the module has more than %d elements for tables".formatted(limits.tableEntries()));
    }
    for (int j = 0; j < items; j++) {
      if (expressed) {
        expressions.pass(section);
      } else {
        section.number();
      }
    }
  }

  void readData(ByteCursor section) {
    int count = section.count("data segments", limits.segments());
    for (int i = 0; i < count; i++) {
      int mode = section.unsignedByte();
      if (mode > 1) { // A mode of 2 names a memory, of which there is one.
        throw section.malformed();
      }
      if (mode == 0) {
        expressions.pass(section);
      }
      section.skip(section.number());
    }
  }
}
