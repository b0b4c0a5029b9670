package org.vivavoce.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import org.vivavoce.app.Form;
import org.vivavoce.app.Portal;
import org.vivavoce.app.Visitor;
import org.vivavoce.auth.TestAccounts;
import org.vivavoce.web.Role;
import org.vivavoce.web.SignedIn;

/** Who is at work in a portal's newsroom, each of them signed in at its own door. */
final class Newsroom {
  private final Portal portal;
  private final Map<Long, Visitor> people = new HashMap<>();

  Newsroom(Portal portal) {
    this.portal = portal;
  }

  /** Somebody new, signed in. */
  SignedIn account(String name, @Nullable Long doctor, Role... roles) {
    TestAccounts.Person person = TestAccounts.add(portal, doctor, roles);
    portal
        .database()
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        "update account set name = :name, credentials = 'MD' where id = :id")
                    .bind("name", name)
                    .bind("id", person.id())
                    .execute());
    Visitor visitor = TestAccounts.signedIn(portal, person);
    people.put(person.id(), visitor);
    return new SignedIn(person.id(), name, "MD", Set.of(roles), doctor, visitor.csrf(), true);
  }

  /** The browser of somebody who is signed in. */
  Visitor visitor(SignedIn who) {
    Visitor visitor = people.get(who.accountId());
    if (visitor == null) {
      throw new AssertionError(who.name() + " is not signed in");
    }
    return visitor;
  }

  HttpResponse<String> get(SignedIn who, String path, String... headers) {
    return visitor(who).get(path, headers);
  }

  Document page(SignedIn who, String path) {
    HttpResponse<String> response = get(who, path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answers " + response.statusCode());
    }
    return Jsoup.parse(response.body(), url(path));
  }

  /** Sends a form as a browser does that has no files in it. */
  HttpResponse<String> post(SignedIn who, String path, Map<String, ?> fields) {
    return visitor(who).post(path, sent(path, fields));
  }

  /** Many answers of tests are alike: who writes them was told so, and saves them all the same. */
  private static Form sent(String path, Map<String, ?> fields) {
    Form form = form(fields);
    return path.equals("/admin/articles/new") && !fields.containsKey("act")
        ? form.with("act", "save-anyway")
        : form;
  }

  /** Sends a form with files. */
  HttpResponse<String> upload(
      SignedIn who, String path, Map<String, ?> fields, Map<String, Path> files) {
    Form form = sent(path, fields);
    files.forEach(
        (field, file) -> {
          try {
            form.file(
                field,
                file.getFileName().toString(),
                "application/octet-stream",
                Files.readAllBytes(file));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return visitor(who).post(path, form.multipart());
  }

  static Form form(Map<String, ?> fields) {
    Form form = Form.of();
    fields.forEach(
        (name, value) -> {
          for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            form.with(name, each.toString());
          }
        });
    return form;
  }

  /** What the answer's form holds, ready to be sent back by anybody. */
  static Map<String, Object> fields(Document page) {
    Map<String, Object> fields = new LinkedHashMap<>();
    Element form = page.selectFirst("form[data-manuscript]");
    for (Element field : form.select("input[name], textarea[name], select[name]")) {
      String type = field.attr("type");
      boolean box = type.equals("checkbox") || type.equals("radio");
      if (type.equals("file")
          || field.attr("name").equals("csrf")
          || (box && !field.hasAttr("checked"))) {
        continue;
      }
      String value =
          field.tagName().equals("select")
              ? field.select("option[selected]").isEmpty()
                  ? field.select("option").first().val()
                  : field.select("option[selected]").first().val()
              : field.tagName().equals("textarea") ? field.wholeText() : field.val();
      fields.merge(
          field.attr("name"),
          value,
          (before, after) -> {
            List<Object> both =
                new ArrayList<>(before instanceof List<?> list ? list : List.of(before));
            both.add(after);
            return both;
          });
    }
    return fields;
  }

  String url(String path) {
    return portal.url(path);
  }
}
