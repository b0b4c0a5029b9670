package org.vivavoce.app;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.Cookie;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Somebody with a browser: keeps cookies, says where a form came from, and sends its token along.
 * Follows no redirect.
 */
public final class Visitor {
  private final Wire portal;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private String csrf = "";

  Visitor(Wire portal) {
    this.portal = portal;
  }

  /** Signed in already, with the token of a session and of its forms. */
  public Visitor with(String session, String csrfToken) {
    cookies.put("session", session);
    csrf = csrfToken;
    return this;
  }

  /** The token of the session; empty at the door. */
  public String session() {
    return cookie("session");
  }

  /** The value of one cookie; empty where there is none. */
  public String cookie(String name) {
    return cookies.getOrDefault(name, "");
  }

  public String csrf() {
    return csrf;
  }

  /** What the Cookie header says. */
  public String cookie() {
    return String.join(
        "; ",
        cookies.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList());
  }

  /**
   * @param headers names and values in turn
   */
  public HttpResponse<String> get(String path, String... headers) {
    return kept(portal.send("GET", path, withCookies(headers)));
  }

  public HttpResponse<String> head(String path) {
    return kept(portal.send("HEAD", path, withCookies()));
  }

  /** The page at a path, which must be there; the token of its forms is sent from then on. */
  public Document page(String path) {
    return page(path, get(path), 200);
  }

  /** The page that was answered; the token of its forms is sent from then on. */
  public Document page(String path, HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new AssertionError(path + " answers " + response.statusCode() + ", not " + status);
    }
    Document document = Jsoup.parse(response.body(), portal.url(path));
    Element field = document.selectFirst("input[name=csrf]");
    if (field != null && !field.val().isEmpty()) {
      csrf = field.val();
    }
    return document;
  }

  /**
   * Sends a form as a browser does: with Origin, cookies and, unless the form has one of its own,
   * the token.
   *
   * @param headers names and values in turn; an Origin among them is sent instead of the right one
   */
  public HttpResponse<String> post(String path, Form form, String... headers) {
    return send("POST", path, form, headers);
  }

  /** The same by another method. */
  public HttpResponse<String> send(String method, String path, Form form, String... headers) {
    if (!csrf.isEmpty() && !form.has("csrf")) {
      form.with("csrf", csrf);
    }
    List<String> all = new ArrayList<>(List.of(withCookies(headers)));
    if (!List.of(headers).contains("Origin")) {
      all.addAll(List.of("Origin", portal.url("")));
    }
    return kept(portal.send(method, path, form, all.toArray(String[]::new)));
  }

  /** Sends these bytes as a script does: with Origin, cookies, and the token in a header. */
  public HttpResponse<String> sendBytes(
      String method, String path, byte[] bytes, String... headers) {
    List<String> all = new ArrayList<>(List.of(withCookies(headers)));
    all.addAll(List.of("Origin", portal.url(""), "X-CSRF-Token", csrf));
    return kept(portal.sendBytes(method, path, bytes, all.toArray(String[]::new)));
  }

  public HttpResponse<String> post(String path, String... fields) {
    return post(path, Form.of(fields));
  }

  /** Lends the session to a real browser. */
  public void lend(BrowserContext browser) {
    cookies.forEach(
        (name, value) ->
            browser.addCookies(List.of(new Cookie(name, value).setUrl(portal.url("/")))));
  }

  private String[] withCookies(String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!cookies.isEmpty()) {
      all.addAll(List.of("Cookie", cookie()));
    }
    return all.toArray(String[]::new);
  }

  private HttpResponse<String> kept(HttpResponse<String> response) {
    for (String line : response.headers().allValues("Set-Cookie")) {
      String pair = line.split(";", 2)[0];
      String name = pair.substring(0, pair.indexOf('='));
      String value = pair.substring(pair.indexOf('=') + 1);
      if (value.isEmpty()) {
        cookies.remove(name);
      } else {
        cookies.put(name, value);
      }
    }
    return response;
  }
}
