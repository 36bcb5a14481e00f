package io.horizonpush.node.admin;

import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.horizonpush.node.config.EnumWords;

/** Jackson's rules, but with the words of {@link EnumWords} for constants. */
final class EnumWordIntrospector extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1L;

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
    String[] words = names.clone();
    for (int at = 0; at < constants.length; at++) {
      words[at] = EnumWords.of(constants[at]);
    }
    return words;
  }
}
