package io.horizonpush.iroh.ffm;

/** The native library could not do what it was asked to. */
public final class IrohException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Code code;

  public IrohException(Code code, String message) {
    super(message);
    this.code = code;
  }

  /** The kind of failure. */
  public Code code() {
    return code;
  }

  @Override
  public String getMessage() {
    String message = super.getMessage();
    return message == null ? code.name() : message;
  }

  /** The kinds of failure, numbered as in the native library's {@code error::Code}. */
  public enum Code {
    INVALID_HANDLE(-1),
    INVALID_ARGUMENT(-2),
    NOT_FOUND(-3),
    DISK_FULL(-4),
    IO(-5),
    /**
     * What was written since the last successful fsync may be lost; trying again proves nothing.
     */
    SYNC_FAILED(-6),
    CLOSED(-7),
    /** A defect in the library, caught. */
    PANIC(-8),
    /** The content store, or the network, is not open yet. */
    NOT_OPEN(-9),
    INTERNAL(-10),
    /** The document's store holds no secret to sign entries with. */
    READ_ONLY(-11),
    /** What is stored is not what was stored. */
    DAMAGED(-12),
    /** Another node does not answer. */
    UNREACHABLE(-13),
    /** Another node does not want to, or is not the one that was meant. */
    REFUSED(-14),
    /** No answer came in time. */
    TIMEOUT(-15),
    /** Another node sends more than is taken, or what is no frame. */
    TOO_LONG(-16);

    private final int number;

    Code(int number) {
      this.number = number;
    }

    /** The code with a number; {@link #INTERNAL} for a number that a newer library made up. */
    static Code of(long number) {
      for (Code code : values()) {
        if (code.number == number) {
          return code;
        }
      }
      return INTERNAL;
    }
  }
}
