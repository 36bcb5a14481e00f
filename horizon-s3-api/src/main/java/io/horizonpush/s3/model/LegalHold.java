package io.horizonpush.s3.model;

/** Whether a version is held until somebody lets it go. */
public record LegalHold(boolean on) implements Attribute {

  /** Whether it is held, as clients read it. */
  public String text() {
    return on ? "ON" : "OFF";
  }

  @Override
  public Name name() {
    return Name.LEGAL_HOLD;
  }
}
