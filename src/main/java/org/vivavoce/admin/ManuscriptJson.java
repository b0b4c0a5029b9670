package org.vivavoce.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.LocalDate;
import java.util.function.Function;
import org.vivavoce.content.CareLevel;

/**
 * Contents and forms as the database keeps them: dates as 2026-11-24, care levels by their codes.
 */
final class ManuscriptJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .registerModule(
              new SimpleModule()
                  .addSerializer(new Written<>(LocalDate.class, LocalDate::toString))
                  .addDeserializer(LocalDate.class, new Read<>(LocalDate.class, LocalDate::parse))
                  .addSerializer(new Written<>(CareLevel.class, CareLevel::code))
                  .addDeserializer(CareLevel.class, new Read<>(CareLevel.class, CareLevel::of)));

  private ManuscriptJson() {}

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record that cannot be written as JSON", e);
    }
  }

  /**
   * @throws IllegalStateException where it is not what {@link #write} wrote
   */
  static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not the JSON of a " + type.getSimpleName(), e);
    }
  }

  private static final class Written<T> extends StdSerializer<T> {
    private final transient Function<T, String> text;

    Written(Class<T> type, Function<T, String> text) {
      super(type);
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(text.apply(value));
    }
  }

  private static final class Read<T> extends StdDeserializer<T> {
    private final transient Function<String, T> value;

    Read(Class<T> type, Function<String, T> value) {
      super(type);
      this.value = value;
    }

    @Override
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return value.apply(in.getText());
    }
  }
}
