package org.vivavoce.seo;

import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * An XML document as it is written, element by element. Characters that XML 1.0 cannot hold, not
 * even escaped, are left out.
 */
final class XmlText {
  private final StringWriter text = new StringWriter();
  private final XMLStreamWriter writer;

  XmlText() {
    try {
      writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      writer.writeStartDocument("UTF-8", "1.0");
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
  }

  /**
   * Begins an element.
   *
   * @param attributes names and values in turn; one without a value is left out
   */
  XmlText begin(String name, @Nullable String... attributes) {
    try {
      writer.writeCharacters("\n");
      writer.writeStartElement(name);
      write(attributes);
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
    return this;
  }

  /** An element that holds nothing but text. */
  XmlText element(String name, String content, @Nullable String... attributes) {
    begin(name, attributes);
    try {
      writer.writeCharacters(legal(content));
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
    return end();
  }

  /** An element that holds nothing. */
  XmlText empty(String name, @Nullable String... attributes) {
    try {
      writer.writeCharacters("\n");
      writer.writeEmptyElement(name);
      write(attributes);
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
    return this;
  }

  /** Ends the element that was begun last. */
  XmlText end() {
    try {
      writer.writeEndElement();
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
    return this;
  }

  /** The whole document. */
  String finished() {
    try {
      writer.writeEndDocument();
      writer.close();
    } catch (XMLStreamException e) {
      throw unexpected(e);
    }
    return text.append('\n').toString();
  }

  private void write(@Nullable String... attributes) throws XMLStreamException {
    for (int at = 0; at < attributes.length; at += 2) {
      String name = attributes[at];
      String value = attributes[at + 1];
      if (name != null && value != null) {
        writer.writeAttribute(name, legal(value));
      }
    }
  }

  /**
   * @see <a href="https://www.w3.org/TR/xml/#charsets">Char in XML 1.0</a>
   */
  static String legal(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints().filter(XmlText::isLegal).forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean isLegal(int point) {
    return (point >= 0x20 && point <= 0xD7FF)
        || point == '\n'
        || point == '\t'
        || point == '\r'
        || (point >= 0xE000 && point <= 0xFFFD)
        || point >= 0x10000;
  }

  private static IllegalStateException unexpected(XMLStreamException e) {
    return new IllegalStateException("text is always written", e);
  }
}
