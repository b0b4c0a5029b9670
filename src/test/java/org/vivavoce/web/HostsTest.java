package org.vivavoce.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsTest {
  @ParameterizedTest
  @CsvSource({
    "answers.example.org, true",
    "Answers.Example.ORG, true",
    "answers.example.org:443, true",
    "answers.example.org:8080, true",
    "answers.example.org:444, false",
    "answers.example.org:, false",
    "answers.example.org:0, false",
    "answers.example.org:99999999999, false",
    "answers.example.org.evil.example, false",
    "evil.example, false",
    "user@answers.example.org, false",
    "localhost, false",
    "localhost:8080, false",
    "127.0.0.1, false",
    "'', false",
    "':', false"
  })
  void aPublicSiteHasOneName(String authority, boolean ours) {
    Hosts hosts = new Hosts("https://answers.example.org", false);
    assertEquals(ours, hosts.isOurs(authority, 8080));
    assertEquals(ours, hosts.isOurs(authority, 8080), "and again");
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "LOCALHOST:8080, true",
    "127.0.0.1:49152, true",
    "[::1], true",
    "[::1]:8080, true",
    "::1, false",
    "localhost:http, false",
    "localhost.evil.example:8080, false",
    "192.168.1.20:8080, false",
    "127.0.0.1.evil.example, false",
    "evil.example, false"
  })
  void thisMachineHasThreeNamesAndAnyPort(String authority, boolean ours) {
    assertEquals(ours, new Hosts("http://localhost:8080", true).isOurs(authority, 8080));
  }

  @ParameterizedTest
  @CsvSource({"http://answers.example.org:8081", "http://localhost"})
  void whoSaysNoNameMeansNobody(String baseUrl) {
    assertFalse(new Hosts(baseUrl, baseUrl.endsWith("localhost")).isOurs(null, 8081));
  }
}
