package io.horizonpush.s3.request;

import java.util.Arrays;
import java.util.Optional;

/** What GetObjectAttributes can be asked for. */
public enum ObjectAttribute {
  ETAG("ETag"),
  CHECKSUM("Checksum"),
  OBJECT_PARTS("ObjectParts"),
  OBJECT_SIZE("ObjectSize"),
  STORAGE_CLASS("StorageClass");

  private final String text;

  ObjectAttribute(String text) {
    this.text = text;
  }

  /** The attribute of this name as it stands in {@code x-amz-object-attributes}. */
  public static Optional<ObjectAttribute> named(String text) {
    return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
  }
}
