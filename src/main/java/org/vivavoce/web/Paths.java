package org.vivavoce.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import org.jspecify.annotations.Nullable;

/** Every URL that the portal prints is built here. */
public final class Paths {
  private final String baseUrl;

  /**
   * @param baseUrl the canonical origin, without a trailing slash
   */
  public Paths(String baseUrl) {
    this.baseUrl = baseUrl;
  }

  public String absolute(String path) {
    return baseUrl + path;
  }

  public String home() {
    return "/";
  }

  public String article(String slug) {
    return "/articles/" + slug;
  }

  public String captions(String slug) {
    return article(slug) + "/captions.vtt";
  }

  public String specialties() {
    return "/specialties";
  }

  public String specialty(String slug) {
    return "/specialties/" + slug;
  }

  public String doctors() {
    return "/doctors";
  }

  /** The doctors whose names begin with one letter ("a" to "z"), or with none of them ("other"). */
  public String doctorsWith(String letter) {
    return "/doctors?letter=" + encoded(letter);
  }

  public String doctor(String slug) {
    return "/doctors/" + slug;
  }

  public String topics() {
    return "/topics";
  }

  /** The conditions that begin with one letter ("a" to "z"), or with none of them ("other"). */
  public String topicsWith(String letter) {
    return "/topics?letter=" + encoded(letter);
  }

  public String topic(String slug) {
    return "/topics/" + slug;
  }

  public String about(String name) {
    return "/about/" + name;
  }

  public String media(String name) {
    return "/media/" + name;
  }

  public String search() {
    return "/search";
  }

  /**
   * @param specialty the slug of the specialty to which results are narrowed, or null
   */
  public String search(String query, @Nullable String specialty) {
    return "/search?q=" + encoded(query) + (specialty == null ? "" : "&specialty=" + specialty);
  }

  /**
   * @param page counted from 1, which stands without a number
   */
  public String paged(String path, int page) {
    if (page == 1) {
      return path;
    }
    return path + (path.indexOf('?') < 0 ? "?" : "&") + "page=" + page;
  }

  public static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
