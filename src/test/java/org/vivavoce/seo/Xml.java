package org.vivavoce.seo;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A feed as a strict parser with namespaces sees it. */
public final class Xml {
  private static final Map<String, String> NAMESPACES =
      Map.of(
          "atom", "http://www.w3.org/2005/Atom",
          "content", "http://purl.org/rss/1.0/modules/content/",
          "itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd",
          "podcast", "https://podcastindex.org/namespace/1.0",
          "xml", XMLConstants.XML_NS_URI);
  private final Document document;

  public Xml(String text) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("no well-formed XML: " + e.getMessage(), e);
    }
  }

  /** The text at a path; empty where there is none. */
  public String text(String path) {
    List<String> all = texts(path);
    return all.isEmpty() ? "" : all.get(0);
  }

  public List<String> texts(String path) {
    XPath xpath = XPathFactory.newInstance().newXPath();
    xpath.setNamespaceContext(new Prefixes());
    try {
      NodeList found = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
      List<String> texts = new ArrayList<>();
      for (int at = 0; at < found.getLength(); at++) {
        Node node = found.item(at);
        texts.add(node.getTextContent());
      }
      return texts;
    } catch (XPathExpressionException e) {
      throw new AssertionError(e);
    }
  }

  private static final class Prefixes implements NamespaceContext {
    @Override
    public String getNamespaceURI(String prefix) {
      return NAMESPACES.getOrDefault(prefix, XMLConstants.NULL_NS_URI);
    }

    @Override
    public String getPrefix(String uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Iterator<String> getPrefixes(String uri) {
      throw new UnsupportedOperationException();
    }
  }
}
