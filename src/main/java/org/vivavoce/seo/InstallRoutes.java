package org.vivavoce.seo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.vivavoce.web.Frame;
import org.vivavoce.web.HttpCache;
import org.vivavoce.web.Paths;
import org.vivavoce.web.Role;
import org.vivavoce.web.RouteTable;
import org.vivavoce.web.Site;
import org.vivavoce.web.Words;

/**
 * {@code /manifest.webmanifest}, {@code /opensearch.xml} and {@code /favicon.ico}: how telephones
 * and browsers put the portal among their own programs and search engines.
 */
public final class InstallRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPEN_SEARCH = "http://a9.com/-/spec/opensearch/1.1/";
  private static final String LANGUAGE = "en";
  private static final String PNG = "image/png";

  /** Of OpenSearch; longer ones make browsers ignore the whole. */
  private static final int LONGEST_SHORT_NAME = 16;

  private static final int LONGEST_LONG_NAME = 48;

  /** What stands below an icon on a telephone. */
  private static final int LONGEST_BELOW_ICON = 12;

  private final Frame frame;
  private final Paths paths;
  private final Words words;

  public InstallRoutes(Frame frame) {
    this.frame = frame;
    this.paths = frame.paths();
    this.words = frame.words();
  }

  public void addTo(RouteTable routes) {
    routes.get(paths.manifest(), Role.PUBLIC, this::manifest);
    routes.get(paths.openSearch(), Role.PUBLIC, this::openSearch);
    routes.get("/favicon.ico", Role.PUBLIC, InstallRoutes::favicon);
  }

  private void manifest(Context context) throws JsonProcessingException {
    Site.Icons icons = frame.site().icons();
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("id", paths.home());
    manifest.put("name", frame.siteName());
    manifest.put("short_name", shortened(frame.siteName(), LONGEST_BELOW_ICON));
    manifest.put("description", words.of("install.description"));
    manifest.put("lang", LANGUAGE);
    manifest.put("dir", "ltr");
    manifest.put("start_url", paths.home());
    manifest.put("scope", paths.home());
    // Answers lead to their sources and to each other: the way back has to stay at hand.
    manifest.put("display", "minimal-ui");
    manifest.put("background_color", Palette.SAND_50.css());
    // As in the layout, which says what is so in the dark, too.
    manifest.put("theme_color", Palette.SAND_100.css());
    manifest.put("categories", List.of("health", "medical", "education"));
    manifest.put(
        "icons",
        List.of(
            icon(frame.site().icon(), "any", "image/svg+xml", "any"),
            icon(icons.medium(), "192x192", PNG, "any"),
            icon(icons.large(), "512x512", PNG, "any"),
            icon(icons.maskable(), "512x512", PNG, "maskable")));
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("name", words.of("install.search"));
    search.put("url", paths.search());
    search.put("icons", List.of(icon(icons.medium(), "192x192", PNG, "any")));
    manifest.put("shortcuts", List.of(search));
    HttpCache.respond(
        context, "application/manifest+json; charset=utf-8", JSON.writeValueAsString(manifest));
  }

  private static Map<String, String> icon(String src, String sizes, String type, String purpose) {
    Map<String, String> icon = new LinkedHashMap<>();
    icon.put("src", src);
    icon.put("sizes", sizes);
    icon.put("type", type);
    icon.put("purpose", purpose);
    return icon;
  }

  private void openSearch(Context context) throws XMLStreamException {
    String name = printable(frame.siteName());
    StringWriter text = new StringWriter();
    XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("OpenSearchDescription");
    xml.writeDefaultNamespace(OPEN_SEARCH);
    element(xml, "ShortName", shortened(name, LONGEST_SHORT_NAME));
    element(xml, "LongName", shortened(name, LONGEST_LONG_NAME));
    element(xml, "Description", words.of("install.description"));
    url(xml, "text/html", "results", paths.search() + "?q={searchTerms}");
    url(
        xml,
        "application/x-suggestions+json",
        "suggestions",
        paths.suggestions() + "?q={searchTerms}");
    url(xml, "application/opensearchdescription+xml", "self", paths.openSearch());
    image(xml, 32, "image/x-icon", "/favicon.ico");
    image(xml, 192, PNG, frame.site().icons().medium());
    element(xml, "Language", LANGUAGE);
    element(xml, "InputEncoding", "UTF-8");
    element(xml, "OutputEncoding", "UTF-8");
    xml.writeEndElement();
    xml.writeEndDocument();
    xml.close();
    HttpCache.respond(
        context, "application/opensearchdescription+xml; charset=utf-8", text.toString());
  }

  private static void element(XMLStreamWriter xml, String name, String text)
      throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private void url(XMLStreamWriter xml, String type, String relation, String path)
      throws XMLStreamException {
    xml.writeEmptyElement("Url");
    xml.writeAttribute("type", type);
    xml.writeAttribute("rel", relation);
    xml.writeAttribute("template", paths.absolute(path));
  }

  private void image(XMLStreamWriter xml, int side, String type, String path)
      throws XMLStreamException {
    xml.writeStartElement("Image");
    xml.writeAttribute("width", String.valueOf(side));
    xml.writeAttribute("height", String.valueOf(side));
    xml.writeAttribute("type", type);
    xml.writeCharacters(paths.absolute(path));
    xml.writeEndElement();
  }

  /** Without what XML has no way to write. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\p{Cs}\\p{Cn}\\uFFFE\\uFFFF]+", " ").strip();
  }

  /** As many whole words as there is room for; of a first word that is too long, its beginning. */
  static String shortened(String name, int longest) {
    if (name.codePointCount(0, name.length()) <= longest) {
      return name;
    }
    String start = name.substring(0, name.offsetByCodePoints(0, longest));
    boolean wordEnds = Character.isWhitespace(name.codePointAt(start.length()));
    int space = start.lastIndexOf(' ');
    String kept = wordEnds || space < 1 ? start : start.substring(0, space);
    String tidy = kept.replaceAll("[\\s\\p{Punct}]+$", "");
    return tidy.isEmpty() ? kept : tidy;
  }

  /** For what asks for it by this name, whatever the page says. */
  private static void favicon(Context context) throws IOException {
    try (InputStream stream = InstallRoutes.class.getResourceAsStream("/static/img/favicon.ico")) {
      if (stream == null) {
        throw new IllegalStateException("static/img/favicon.ico is missing from the program");
      }
      context.header("Cache-Control", "public, max-age=86400");
      context.contentType("image/x-icon").result(stream.readAllBytes());
    }
  }
}
