package io.horizonpush.s3.form;

import io.horizonpush.s3.model.S3Exception;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The fields that stand before a form's file.
 *
 * @param values by lower-case name
 * @param filename of the file; empty if the form does not say
 */
record FormFields(Map<String, String> values, String filename) {

  static final String IGNORED = "x-ignore-";

  private static final String PLACEHOLDER = "${filename}";

  FormFields {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Reads the fields, up to where the file's bytes begin.
   *
   * @throws S3Exception {@code MaxPostPreDataLengthExceededError}, {@code MalformedPOSTRequest},
   *     {@code IncorrectNumberOfFilesInPostRequest} if there is no file; {@code InvalidArgument} if
   *     a field stands twice
   */
  static FormFields read(FormParts parts) {
    Map<String, String> values = new LinkedHashMap<>();
    for (Optional<PartHead> next = parts.next(); next.isPresent(); next = parts.next()) {
      PartHead part = next.get();
      if (part.isFile()) {
        parts.liftLimit();
        return new FormFields(values, part.filename().orElse(""));
      }
      if (values.put(part.name(), text(parts)) != null && !part.name().startsWith(IGNORED)) {
        throw FormErrors.badField(part.name(), "A field of a form must stand only once.");
      }
    }
    throw FormErrors.notOneFile();
  }

  /**
   * The fields with the file's name put where they leave room for it.
   *
   * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html">AWS:
   *     HTML form fields</a>
   */
  FormFields filled() {
    Map<String, String> filled = new LinkedHashMap<>();
    long length = 0;
    for (Map.Entry<String, String> field : values.entrySet()) {
      String value = field.getValue().replace(PLACEHOLDER, filename);
      length += value.length();
      filled.put(field.getKey(), value);
    }
    if (length > FormParts.MOST_BEFORE_FILE) {
      throw FormErrors.fieldsTooLarge();
    }
    return new FormFields(filled, filename);
  }

  Optional<String> value(String lowerCaseName) {
    return Optional.ofNullable(values.get(lowerCaseName));
  }

  private static String text(FormParts parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Optional<ByteBuffer> next = parts.content(); next.isPresent(); next = parts.content()) {
      byte[] run = new byte[next.get().remaining()];
      next.get().get(run);
      bytes.writeBytes(run);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw FormErrors.malformed();
    }
  }
}
