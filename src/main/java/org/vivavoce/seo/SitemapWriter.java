package org.vivavoce.seo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * Writes sitemaps as they are read, so that none is ever held whole.
 *
 * @see <a href="https://www.sitemaps.org/protocol.html">the protocol</a>
 */
final class SitemapWriter {
  private static final String SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9";
  private static final String IMAGE = "http://www.google.com/schemas/sitemap-image/1.1";
  private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

  private final XMLStreamWriter xml;

  private SitemapWriter(OutputStream stream, String root) {
    try {
      xml = FACTORY.createXMLStreamWriter(stream, UTF_8.name());
      xml.writeStartDocument(UTF_8.name(), "1.0");
      xml.writeStartElement(root);
      xml.writeDefaultNamespace(SITEMAP);
    } catch (XMLStreamException e) {
      throw broken(e);
    }
  }

  /**
   * A file of URLs.
   *
   * @param stream stays open
   */
  static SitemapWriter to(OutputStream stream) {
    SitemapWriter writer = new SitemapWriter(stream, "urlset");
    try {
      writer.xml.writeNamespace("image", IMAGE);
    } catch (XMLStreamException e) {
      throw broken(e);
    }
    return writer;
  }

  /** A file of some URLs of which nothing else is known. */
  static String urls(List<String> urls) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SitemapWriter writer = to(bytes);
    urls.forEach(url -> writer.url(url, null, null));
    writer.finish();
    return bytes.toString(UTF_8);
  }

  /** The file that names all others. */
  static String index(List<String> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    SitemapWriter writer = new SitemapWriter(bytes, "sitemapindex");
    try {
      for (String file : files) {
        writer.xml.writeStartElement("sitemap");
        writer.element("loc", file);
        writer.xml.writeEndElement();
      }
    } catch (XMLStreamException e) {
      throw broken(e);
    }
    writer.finish();
    return bytes.toString(UTF_8);
  }

  /**
   * @param lastEdit the day of the last significant edit, or null
   * @param image the URL of a picture on the page or for it, or null
   */
  void url(String url, @Nullable LocalDate lastEdit, @Nullable String image) {
    try {
      xml.writeStartElement("url");
      element("loc", url);
      if (lastEdit != null) {
        element("lastmod", lastEdit.toString());
      }
      if (image != null) {
        xml.writeStartElement("image", "image", IMAGE);
        xml.writeStartElement("image", "loc", IMAGE);
        xml.writeCharacters(image);
        xml.writeEndElement();
        xml.writeEndElement();
      }
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw broken(e);
    }
  }

  /** Only what was written to its end is whole. */
  void finish() {
    try {
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.flush();
    } catch (XMLStreamException e) {
      throw broken(e);
    }
  }

  private void element(String name, String text) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static IllegalStateException broken(XMLStreamException e) {
    return new IllegalStateException("a sitemap could not be written to its end", e);
  }
}
