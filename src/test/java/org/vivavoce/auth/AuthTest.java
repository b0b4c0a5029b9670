package org.vivavoce.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vivavoce.web.ClientAddress;
import org.vivavoce.web.Origins;

/** What needs neither database nor server: hashes, codes, rules, origins, addresses. */
class AuthTest {
  private static final PasswordRules RULES = new PasswordRules("Vivavoce");

  @Test
  void aHashIsAPhcStringOfItsOwnAndKnowsItsPassword() {
    Passwords passwords = new Passwords(PasswordCost.STANDARD);
    String hash = passwords.hash("violet ladders hum softly");
    assertAll(
        () -> assertTrue(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), hash),
        () -> assertNotEquals(hash, passwords.hash("violet ladders hum softly")),
        () -> assertTrue(passwords.matches("violet ladders hum softly", hash)),
        () -> assertFalse(passwords.matches("violet ladders hum softlY", hash)),
        () -> assertFalse(passwords.matches("violet ladders hum softly", null)),
        () -> assertFalse(passwords.matches("", null)),
        () -> assertFalse(passwords.isOutdated(hash)),
        () -> assertTrue(new Passwords(TestAccounts.COST).isOutdated(hash)));
  }

  @Test
  void aHashMadeElsewhereIsUnderstood() {
    // Of the reference implementation's own tests: argon2id, version 19, t=2, m=2^16, p=1.
    assertTrue(
        new Passwords(TestAccounts.COST)
            .matches(
                "password",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                    + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"));
  }

  @Test
  void composedAndDecomposedLettersAreOnePassword() {
    Passwords passwords = new Passwords(TestAccounts.COST);
    assertTrue(passwords.matches("cafe\u0301 du matin", passwords.hash("caf\u00e9 du matin")));
  }

  @Test
  void aFloodIsRefusedBeforeItFillsMemory() throws Exception {
    Passwords passwords = new Passwords(new PasswordCost(19 * 1024, 2, 1));
    ExecutorService threads = Executors.newFixedThreadPool(60);
    CyclicBarrier all = new CyclicBarrier(60);
    int refused = 0;
    try {
      List<Callable<Boolean>> flood = new ArrayList<>();
      for (int number = 0; number < 60; number++) {
        flood.add(
            () -> {
              all.await();
              try {
                passwords.hash("x");
                return false;
              } catch (Passwords.OverloadException e) {
                return true;
              }
            });
      }
      for (Future<Boolean> one : threads.invokeAll(flood)) {
        refused += one.get() ? 1 : 0;
      }
    } finally {
      threads.shutdownNow();
    }
    assertTrue(refused > 0, "some were turned away at once");
  }

  @ParameterizedTest
  @CsvSource({
    "59,287082",
    "1111111109,081804",
    "1111111111,050471",
    "1234567890,005924",
    "2000000000,279037",
    "20000000000,353130"
  })
  void codesAreThoseOfRfc6238(long seconds, String code) {
    byte[] secret = "12345678901234567890".getBytes(US_ASCII);
    Instant then = Instant.ofEpochSecond(seconds);
    assertEquals(code, Totp.code(secret, Totp.step(then)));
    assertTrue(
        Totp.stepOf(secret, code.substring(0, 3) + " " + code.substring(3), then).isPresent());
    assertTrue(Totp.stepOf(secret, code, then.plusSeconds(30)).isPresent());
    assertTrue(Totp.stepOf(secret, code, then.plusSeconds(61)).isEmpty());
  }

  @Test
  void secretsAreSpelledInBase32() {
    assertEquals("MZXW6YTBOI", Totp.base32("foobar".getBytes(US_ASCII)));
    assertEquals("MZXW 6YTB OI", Totp.spelled("foobar".getBytes(US_ASCII)));
    assertEquals(
        "otpauth://totp/A%20%26%20B:a%40b.c?secret=MZXW6&issuer=A%20%26%20B&algorithm=SHA1&digits=6&period=30",
        Totp.uri("foo".getBytes(US_ASCII), "A & B", "a@b.c"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password1234",
        "Password1234",
        "P@ssw0rd1234",
        "passwordpassword",
        "123456789012",
        "qwertyuiop123",
        "!!!Password2024!!!",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "Summer2024!!",
        "correcthorsebatterystaple",
        "iloveyouforever",
        "welcome12345",
        "letmeinletmein",
        "administrator",
        "000000000001",
        "zyxwvutsrqpon"
      })
  void commonPasswordsAreRefused(String password) {
    assertEquals(Optional.of("password.common"), RULES.fault(password, List.of()));
  }

  @Test
  void lengthNamesAndTheSiteCountAndNothingElse() {
    List<String> names = List.of("Jo Lindqvist", "jo.lindqvist@example.org");
    assertAll(
        () -> assertEquals(Optional.of("password.short"), RULES.fault("violet hums", names)),
        () -> assertEquals(Optional.of("password.long"), RULES.fault("ab".repeat(501), names)),
        () ->
            assertEquals(Optional.of("password.name"), RULES.fault("my LINDQVIST secret 7", names)),
        () -> assertEquals(Optional.of("password.site"), RULES.fault("viva-voce hums 77", names)),
        () -> assertEquals(Optional.empty(), RULES.fault("violet ladders hum softly", names)),
        () -> assertEquals(Optional.empty(), RULES.fault("wqmzkvtrpbnx", names)),
        () -> assertEquals(Optional.empty(), RULES.fault("日本語のとても長い合言葉です", names)));
  }

  @Test
  void onlyOurOwnPagesAreOurs() {
    Origins here = new Origins("http://localhost:8080", true);
    Origins there = new Origins("https://portal.example", false);
    assertAll(
        () -> assertTrue(here.isOurs("http://localhost:8080", null, null, "localhost:8080")),
        () -> assertTrue(here.isOurs("http://127.0.0.1:9", null, null, "127.0.0.1:9")),
        () -> assertFalse(here.isOurs("http://localhost:9", null, null, "localhost:8080")),
        () -> assertFalse(here.isOurs("http://evil.example", null, null, "evil.example")),
        () -> assertFalse(here.isOurs("null", null, "same-origin", "localhost:8080")),
        () -> assertTrue(there.isOurs("https://portal.example", null, null, "portal.example")),
        () -> assertFalse(there.isOurs("http://portal.example", null, null, "portal.example")),
        () -> assertFalse(there.isOurs("http://localhost:1", null, null, "localhost:1")),
        () -> assertFalse(there.isOurs("https://portal.example.evil.example", null, null, null)),
        () -> assertTrue(there.isOurs(null, "https://portal.example/admin?x", null, null)),
        () -> assertFalse(there.isOurs(null, "https://portal.example@evil.example/", null, null)),
        () -> assertFalse(there.isOurs(null, "no url at all", "same-origin", null)),
        () -> assertTrue(there.isOurs(null, null, "same-origin", null)),
        () -> assertFalse(there.isOurs(null, null, "same-site", null)),
        () -> assertFalse(there.isOurs(null, null, null, "portal.example")));
  }

  @Test
  void addressesAreBelievedOnlyFromOurProxies() {
    ClientAddress addresses = new ClientAddress(List.of("10.0.0.1", "10.0.0.2"));
    assertAll(
        () -> assertEquals("192.0.2.1", addresses.of("192.0.2.1", "203.0.113.9")),
        () -> assertEquals("203.0.113.9", addresses.of("10.0.0.1", "203.0.113.9")),
        () -> assertEquals("203.0.113.9", addresses.of("10.0.0.1", "1.2.3.4, 203.0.113.9")),
        () ->
            assertEquals("203.0.113.9", addresses.of("10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.2")),
        () -> assertEquals("10.0.0.1", addresses.of("10.0.0.1", "not an address")),
        () -> assertEquals("10.0.0.1", addresses.of("10.0.0.1", null)),
        // Letters that could be an address are a name as well, which nobody is asked for.
        () -> assertEquals("10.0.0.1", addresses.of("10.0.0.1", "face.cafe")),
        () -> assertEquals("10.0.0.1", addresses.of("10.0.0.1", "127.1")),
        () -> assertEquals("10.0.0.1", addresses.of("10.0.0.1", "300.1.1.1")),
        () -> assertEquals("203.0.113.9", addresses.of("10.0.0.1", "::ffff:203.0.113.9")),
        () -> assertEquals("2001:db8:0:0:0:0:0:1", addresses.of("[2001:db8::1]", null)));
  }
}
