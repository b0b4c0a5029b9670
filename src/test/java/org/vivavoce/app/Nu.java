package org.vivavoce.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import nu.validator.client.EmbeddedValidator;
import org.xml.sax.SAXException;

/** The Nu HTML checker. */
public final class Nu {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Nu() {}

  /** What it finds wrong with a page as it stands in the browser, scripts' changes included. */
  public static List<String> violations(Page page) {
    return violations(page.content());
  }

  /** What it finds wrong with a page; each warning counts. */
  public static List<String> violations(String html) {
    EmbeddedValidator validator = new EmbeddedValidator();
    validator.setOutputFormat(EmbeddedValidator.OutputFormat.JSON);
    validator.setForceHTML(true);
    List<String> violations = new ArrayList<>();
    try {
      String found = validator.validate(new ByteArrayInputStream(html.getBytes(UTF_8)));
      for (JsonNode message : JSON.readTree(found).path("messages")) {
        if (!message.path("type").asText().equals("info") || message.has("subType")) {
          violations.add(
              message.path("message").asText() + ": " + message.path("extract").asText());
        }
      }
      return violations;
    } catch (IOException | SAXException e) {
      throw new AssertionError("the HTML checker could not check", e);
    }
  }
}
