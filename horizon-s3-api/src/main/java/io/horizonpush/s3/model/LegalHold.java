package io.horizonpush.s3.model;

/** Whether a version is held until somebody lets it go. */
public record LegalHold(boolean on) implements Attribute {

  @Override
  public Name name() {
    return Name.LEGAL_HOLD;
  }
}
