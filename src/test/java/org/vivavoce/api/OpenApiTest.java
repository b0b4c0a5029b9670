package org.vivavoce.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The description of the open data is a document of OpenAPI 3.1, by its own schema. */
class OpenApiTest {
  private static final String BASE = "https://spec.openapis.org/oas/3.1/";

  /** Of the document, with its schemas by the dialect of OpenAPI. */
  private static final Schema SCHEMA = schema();

  @Test
  void theDescriptionIsValid() {
    assertEquals(List.of(), errors(document()));
  }

  @Test
  void whatIsNotOpenApiIsFound() {
    String document = document();
    assertAll(
        () -> assertFalse(errors(document.replace("\"3.1.1\"", "\"3.0.3\"")).isEmpty()),
        () -> assertFalse(errors(document.replace("\"operationId\"", "\"operation\"")).isEmpty()),
        () -> assertFalse(errors(document.replace("\"query\"", "\"question\"")).isEmpty()),
        () ->
            assertFalse(
                errors(document.replace("\"type\": \"integer\"", "\"type\": \"number1\""))
                    .isEmpty(),
                "schemas within are looked into"));
  }

  private static List<String> errors(String document) {
    return SCHEMA.validate(document, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  private static String document() {
    return resource("/api/openapi.json");
  }

  private static Schema schema() {
    Map<String, String> schemas = new LinkedHashMap<>();
    for (String name :
        List.of("schema-base/2022-10-07", "schema/2022-10-07", "dialect/base", "meta/base")) {
      schemas.put(BASE + name, resource("/spec.openapis.org/oas/3.1/" + name));
    }
    return SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas))
        .getSchema(SchemaLocation.of(BASE + "schema-base/2022-10-07"));
  }

  private static String resource(String path) {
    try (InputStream resource = OpenApiTest.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(resource, path).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
