package io.horizonpush.node.admin;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.horizonpush.node.config.EnumWords;
import io.horizonpush.node.config.OriginInput;
import io.horizonpush.node.keys.NewKey;
import io.horizonpush.s3.model.S3Exception;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the admin API and of the commands: records whose names and enum words are kebab-case,
 * times as ISO 8601 writes them, and no field for what is absent. Both sides use the same records,
 * so that neither can look for a field that the other does not write. Thread-safe.
 *
 * <p>Reading takes Jackson a moment the first time, so nothing here is touched by a start that
 * writes no JSON.
 */
public final class AdminJson {

  private static final int LONGEST_TEXT = 24 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              // The file of a plugin is one text.
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(LONGEST_TEXT).build())
                  .build())
          .annotationIntrospector(new EnumWordIntrospector())
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          // A record has components; isClean() of one is no field.
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(Include.NON_ABSENT, Include.NON_ABSENT))
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .withConfigOverride(
              List.class,
              list -> list.setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)))
          .addModule(new Jdk8Module())
          .addModule(new TextModule())
          .addMixIn(NewKey.class, TextModule.ShownSecret.class)
          .addMixIn(NewKeyExport.class, TextModule.ShownKeyExport.class)
          .addMixIn(KeyImport.class, TextModule.ShownKeyExport.class)
          .addMixIn(OriginInput.Access.class, TextModule.ShownAccess.class)
          .addMixIn(NewTicket.class, TextModule.ShownTicket.class)
          .addMixIn(TicketImport.class, TextModule.ShownTicket.class)
          .addMixIn(NewPluginTicket.class, TextModule.ShownTicket.class)
          .addMixIn(PluginInstall.class, TextModule.ShownPlugin.class)
          .addMixIn(PluginUpdate.class, TextModule.ShownPlugin.class)
          .build();

  private static final ObjectReader STRICT = MAPPER.reader();
  private static final ObjectReader TOLERANT =
      STRICT.without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private AdminJson() {}

  /** A record's JSON on one line. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads what somebody asks. A field that its record does not have is refused.
   *
   * @throws IllegalArgumentException in words for whoever wrote it
   * @throws S3Exception if a name in it cannot be
   */
  public static <T> T read(String text, Class<T> type) {
    return read(text, type, STRICT);
  }

  /**
   * Reads what a node answers, which may be newer than this program: unknown fields are passed
   * over.
   *
   * @throws IllegalArgumentException if it is no such answer
   */
  public static <T> T readAnswer(String text, Class<T> type) {
    return read(text, type, TOLERANT);
  }

  /** Reads fields that were given one by one, as {@link #read} reads them together. */
  public static <T> T read(Map<String, String> fields, Class<T> type) {
    return read(write(fields), type);
  }

  private static <T> T read(String text, Class<T> type, ObjectReader reader) {
    try {
      @Nullable T value = reader.forType(type).readValue(text);
      if (value == null) {
        throw new IllegalArgumentException("not JSON of the right form: it is null");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw refusal(e);
    }
  }

  private static RuntimeException refusal(JsonProcessingException e) {
    if (e.getCause() instanceof S3Exception cause) {
      return cause;
    }
    return new IllegalArgumentException(problem(e), e);
  }

  private static String problem(JsonProcessingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "there is no '%s'; there is: %s".formatted(path(unknown), listed(unknown));
      case InvalidFormatException wrong when wrong.getTargetType().isEnum() ->
          "'%s' cannot be '%s'; allowed is: %s"
              .formatted(path(wrong), wrong.getValue(), EnumWords.list(wrong.getTargetType()));
      case JsonMappingException wrong
          when wrong.getCause() instanceof IllegalArgumentException why ->
          String.valueOf(why.getMessage());
      case JsonMappingException wrong when !wrong.getPath().isEmpty() ->
          "'%s' is missing or is not what belongs there".formatted(path(wrong));
      default -> "not JSON of the right form: " + e.getOriginalMessage();
    };
  }

  private static String listed(UnrecognizedPropertyException unknown) {
    return unknown.getKnownPropertyIds().stream()
        .map(String::valueOf)
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step ->
                step.getFieldName() == null
                    ? Integer.toString(step.getIndex())
                    : step.getFieldName())
        .collect(Collectors.joining("."));
  }
}
