package io.horizonpush.node.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.horizonpush.node.config.Secret;
import io.horizonpush.node.config.SettingSource;
import io.horizonpush.s3.model.BlobHash;
import io.horizonpush.s3.model.BucketName;
import io.horizonpush.s3.model.ETag;
import io.horizonpush.s3.model.KeyGrant;
import io.horizonpush.s3.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** The types that are one text in JSON. */
final class TextModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  TextModule() {
    text(BlobHash.class, BlobHash::ofHex);
    text(BucketName.class, BucketName::new);
    text(Duration.class, Duration::parse);
    text(ETag.class, ETag::new);
    text(Instant.class, Instant::parse);
    text(KeyGrant.class, KeyGrant::parse);
    text(ObjectKey.class, ObjectKey::new);
    text(Path.class, Path::of);
    // Prints as asterisks: what may show a secret says so by a mixin.
    text(Secret.class, Secret::new);
    addSerializer(SettingSource.class, ToStringSerializer.instance);
  }

  private <T> void text(Class<T> type, Function<String, T> parser) {
    addSerializer(type, ToStringSerializer.instance);
    addDeserializer(type, new TextDeserializer<>(type, parser));
  }

  private static final class TextDeserializer<T> extends FromStringDeserializer<T> {

    private static final long serialVersionUID = 1L;

    private final transient Function<String, T> parser;

    TextDeserializer(Class<T> type, Function<String, T> parser) {
      super(type);
      this.parser = parser;
    }

    @Override
    protected T _deserialize(String text, DeserializationContext context) {
      try {
        return parser.apply(text);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("not a time as ISO 8601 writes it: " + text, e);
      }
    }
  }

  /** A record whose secret is shown. */
  interface ShownSecret {

    @JsonSerialize(using = SecretSerializer.class)
    Secret secretKey();
  }

  /** A record whose exported key is shown. */
  interface ShownKeyExport {

    @JsonSerialize(using = SecretSerializer.class)
    Secret export();
  }

  /** A record whose ticket is shown. */
  interface ShownTicket {

    @JsonSerialize(using = SecretSerializer.class)
    Secret ticket();

    @JsonSerialize(using = SecretSerializer.class)
    Secret link();
  }

  /** What a plugin is installed with, on its way to the node. */
  interface ShownPlugin {

    @JsonSerialize(contentUsing = SecretSerializer.class)
    Optional<Secret> ticket();

    @JsonSerialize(contentUsing = SecretSerializer.class)
    Optional<Secret> settings();
  }

  /** What an origin is shown, on its way to the node. */
  interface ShownAccess {

    @JsonSerialize(contentUsing = SecretSerializer.class)
    Optional<Secret> secretKey();

    @JsonSerialize(contentUsing = SecretSerializer.class)
    Optional<Secret> sessionToken();

    @JsonSerialize(contentUsing = SecretSerializer.class)
    Optional<Secret> accountKey();

    @JsonSerialize(contentUsing = SecretSerializer.class)
    Optional<Secret> sas();

    @JsonSerialize(contentUsing = SecretSerializer.class)
    Optional<Secret> serviceAccount();
  }

  /** Writes what a secret hides. */
  static final class SecretSerializer extends StdSerializer<Secret> {

    private static final long serialVersionUID = 1L;

    SecretSerializer() {
      super(Secret.class);
    }

    @Override
    public void serialize(Secret secret, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(secret.value());
    }
  }
}
