package org.vivavoce.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.vivavoce.db.TestDatabase;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What telephones and browsers read to put the portal among their own. */
class InstallIT {
  private static final String SITE_NAME = "Voices & <Answers> of Somewhere \u0001 Far";
  private static final String OPEN_SEARCH = "http://a9.com/-/spec/opensearch/1.1/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static Portal portal;

  @BeforeAll
  static void open() {
    portal =
        Portal.over(
            TestDatabase.migrated(),
            Map.of("SITE_NAME", SITE_NAME, "BASE_URL", "https://voices.example"));
  }

  @AfterAll
  static void close() {
    portal.close();
  }

  @Test
  void theManifestSaysWhatTelephonesNeed() throws IOException {
    HttpResponse<String> response = portal.get("/manifest.webmanifest");
    JsonNode manifest = JSON.readTree(response.body());
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () -> assertTrue(header(response, "Content-Type").startsWith("application/manifest+json")),
        () -> assertEquals(SITE_NAME, manifest.path("name").asText()),
        () -> assertEquals("Voices", manifest.path("short_name").asText()),
        () -> assertFalse(manifest.path("description").asText().isEmpty()),
        () -> assertEquals("en", manifest.path("lang").asText()),
        () -> assertEquals("/", manifest.path("start_url").asText()),
        () -> assertEquals("/", manifest.path("scope").asText()),
        () -> assertEquals("/", manifest.path("id").asText()),
        () -> assertEquals("minimal-ui", manifest.path("display").asText()),
        () -> assertEquals("#faf6ef", manifest.path("background_color").asText()),
        () -> assertEquals("#f2eadd", manifest.path("theme_color").asText()),
        () -> assertEquals("/search", manifest.at("/shortcuts/0/url").asText()),
        () -> assertFalse(manifest.at("/shortcuts/0/name").asText().isEmpty()));
    String etag = header(response, "ETag");
    assertEquals(304, portal.get("/manifest.webmanifest", "If-None-Match", etag).statusCode());
  }

  @Test
  void everyIconIsServedAndAsLargeAsItSays() throws IOException {
    JsonNode manifest = JSON.readTree(portal.get("/manifest.webmanifest").body());
    int maskable = 0;
    int pixels = 0;
    for (JsonNode icon : manifest.path("icons")) {
      HttpResponse<byte[]> response = portal.bytes(icon.path("src").asText());
      assertEquals(200, response.statusCode(), icon.toString());
      assertEquals(icon.path("type").asText(), header(response, "Content-Type"));
      if (icon.path("sizes").asText().equals("any")) {
        continue;
      }
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(response.body()));
      assertEquals(icon.path("sizes").asText(), image.getWidth() + "x" + image.getHeight());
      assertTrue(response.body().length < 20_000);
      if (icon.path("purpose").asText().equals("maskable")) {
        maskable++;
        assertEquals(0xff0d5a5c, image.getRGB(0, 0), "coloured to the edge");
      }
      pixels++;
    }
    assertEquals(1, maskable);
    assertEquals(3, pixels);
    assertEquals(200, portal.bytes(manifest.at("/shortcuts/0/icons/0/src").asText()).statusCode());
  }

  @Test
  void pagesNameIconsAndColours() throws IOException {
    Document page = portal.page("/");
    BufferedImage touch =
        ImageIO.read(
            new ByteArrayInputStream(
                portal.bytes(page.select("link[rel=apple-touch-icon]").attr("href")).body()));
    assertAll(
        () -> assertEquals(180, touch.getWidth()),
        () -> assertEquals(180, touch.getHeight()),
        () -> assertEquals(2, page.select("meta[name=theme-color][media]").size()),
        () ->
            assertEquals("/manifest.webmanifest", page.select("link[rel=manifest]").attr("href")));
  }

  @Test
  void searchEnginesAreShownALogoInPixels() throws IOException {
    JsonNode graph =
        JSON.readTree(portal.page("/").select("script[type=application/ld+json]").html())
            .path("@graph");
    String logo = graph.findValue("logo").asText();
    assertTrue(logo.startsWith("https://voices.example/"), logo);
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(portal.bytes(URI.create(logo).getPath()).body()));
    assertEquals(512, image.getWidth());
  }

  @Test
  void whoAsksForTheOldIconGetsIt() throws IOException {
    HttpResponse<byte[]> response = portal.bytes("/favicon.ico");
    ByteBuffer icon = ByteBuffer.wrap(response.body()).order(ByteOrder.LITTLE_ENDIAN);
    byte[] png =
        Arrays.copyOfRange(response.body(), icon.getInt(18), icon.getInt(18) + icon.getInt(14));
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () -> assertEquals("image/x-icon", header(response, "Content-Type")),
        () -> assertEquals("public, max-age=86400", header(response, "Cache-Control")),
        () -> assertEquals(1, icon.getShort(2), "an icon"),
        () -> assertEquals(1, icon.getShort(4), "one picture"),
        () -> assertEquals(32, ImageIO.read(new ByteArrayInputStream(png)).getWidth()));
  }

  @Test
  void browsersLearnHowToSearchHere() throws Exception {
    HttpResponse<String> response = portal.get("/opensearch.xml", "X-Forwarded-Host", "evil");
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Element root =
        factory
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    response.body().getBytes(java.nio.charset.StandardCharsets.UTF_8)))
            .getDocumentElement();
    NodeList urls = root.getElementsByTagNameNS(OPEN_SEARCH, "Url");
    Element html = (Element) urls.item(0);
    Element suggestions = (Element) urls.item(1);
    assertAll(
        () -> assertEquals(200, response.statusCode()),
        () ->
            assertTrue(
                header(response, "Content-Type")
                    .startsWith("application/opensearchdescription+xml")),
        () -> assertEquals("OpenSearchDescription", root.getLocalName()),
        () -> assertEquals(OPEN_SEARCH, root.getNamespaceURI()),
        () -> assertEquals("Voices", text(root, "ShortName")),
        () -> assertEquals("Voices & <Answers> of Somewhere   Far", text(root, "LongName")),
        () -> assertFalse(text(root, "Description").isEmpty()),
        () -> assertEquals("UTF-8", text(root, "InputEncoding")),
        () -> assertEquals("en", text(root, "Language")),
        () -> assertEquals("text/html", html.getAttribute("type")),
        () ->
            assertEquals(
                "https://voices.example/search?q={searchTerms}", html.getAttribute("template")),
        () -> assertEquals("application/x-suggestions+json", suggestions.getAttribute("type")),
        () -> assertEquals("suggestions", suggestions.getAttribute("rel")),
        () ->
            assertEquals(
                "https://voices.example/search/suggest?q={searchTerms}",
                suggestions.getAttribute("template")),
        () -> assertEquals(200, portal.get("/search/suggest?q=heart%20att").statusCode()),
        () ->
            assertEquals(200, portal.bytes(URI.create(text(root, "Image")).getPath()).statusCode()),
        () -> assertEquals(200, portal.get("/search?q=heart%20attack").statusCode()));
  }

  private static String text(Element root, String name) {
    return root.getElementsByTagNameNS(OPEN_SEARCH, name).item(0).getTextContent();
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
