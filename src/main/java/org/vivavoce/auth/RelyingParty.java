package org.vivavoce.auth;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticatorTransport;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.util.exception.WebAuthnException;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Speaks WebAuthn with browsers. A passkey stands for password and second factor together, so that
 * it must have asked who holds it (by finger, face or number) each time.
 */
final class RelyingParty {
  private static final List<COSEAlgorithmIdentifier> ALGORITHMS =
      List.of(
          COSEAlgorithmIdentifier.ES256,
          COSEAlgorithmIdentifier.EdDSA,
          COSEAlgorithmIdentifier.RS256);
  private static final int LONGEST_CREDENTIAL_ID = 1023;
  private final String id;
  private final String name;
  private @Nullable Library library;

  /**
   * @param baseUrl whose host passkeys are bound to
   */
  RelyingParty(String baseUrl, String siteName) {
    this.id = URI.create(baseUrl).getHost();
    this.name = siteName;
  }

  /** What {@code navigator.credentials.create()} is to be asked, with bytes in base64url. */
  Map<String, Object> creationOptions(
      byte[] challenge, byte[] userHandle, String email, String person, List<byte[]> known) {
    return Map.of(
        "challenge",
        base64(challenge),
        "rp",
        Map.of("id", id, "name", name),
        "user",
        Map.of("id", base64(userHandle), "name", email, "displayName", person),
        "pubKeyCredParams",
        ALGORITHMS.stream()
            .map(algorithm -> Map.of("type", "public-key", "alg", algorithm.getValue()))
            .toList(),
        "excludeCredentials",
        descriptors(known),
        "authenticatorSelection",
        Map.of(
            "residentKey", "required", "requireResidentKey", true, "userVerification", "required"),
        "attestation",
        "none",
        "timeout",
        PasskeyEditor.PATIENCE.toMillis());
  }

  /**
   * What {@code navigator.credentials.get()} is to be asked.
   *
   * @param allowed ids of those that will do; none for any that the browser knows
   */
  Map<String, Object> requestOptions(byte[] challenge, List<byte[]> allowed) {
    return Map.of(
        "challenge",
        base64(challenge),
        "rpId",
        id,
        "allowCredentials",
        descriptors(allowed),
        "userVerification",
        "required",
        "timeout",
        PasskeyEditor.PATIENCE.toMillis());
  }

  /**
   * Reads a new passkey.
   *
   * @param json as {@code PublicKeyCredential.toJSON()} has it
   * @param origins from where it may come
   * @param challenge uses a challenge up, and tells whether it was ours
   * @throws BadPasskeyException where it does not hold
   */
  Fresh register(String json, Set<String> origins, Predicate<byte[]> challenge) {
    try {
      RegistrationData data = library().manager.parseRegistrationResponseJSON(json);
      byte[] given = challengeOf(data.getCollectedClientData());
      if (!challenge.test(given)) {
        throw new BadPasskeyException("the challenge is not one of ours, or was answered before");
      }
      RegistrationData verified =
          library()
              .manager
              .verify(
                  data,
                  new RegistrationParameters(
                      server(origins, given),
                      ALGORITHMS.stream()
                          .map(
                              algorithm ->
                                  new PublicKeyCredentialParameters(
                                      PublicKeyCredentialType.PUBLIC_KEY, algorithm))
                          .toList(),
                      true,
                      true));
      var authenticator =
          Objects.requireNonNull(verified.getAttestationObject()).getAuthenticatorData();
      AttestedCredentialData credential =
          Objects.requireNonNull(authenticator.getAttestedCredentialData());
      if (credential.getCredentialId().length > LONGEST_CREDENTIAL_ID) {
        throw new BadPasskeyException("the id is too long");
      }
      Set<AuthenticatorTransport> transports = verified.getTransports();
      return new Fresh(
          credential.getCredentialId(),
          library().credentials.convert(credential),
          authenticator.getSignCount(),
          transports == null
              ? List.of()
              : transports.stream().map(AuthenticatorTransport::getValue).limit(8).toList());
    } catch (WebAuthnException
        | JacksonException
        | IllegalArgumentException
        | NullPointerException e) {
      throw new BadPasskeyException(e);
    }
  }

  /**
   * Reads the answer of a passkey.
   *
   * @param known the passkey of an id, or null
   * @param userHandle of the account to which that passkey belongs
   * @throws BadPasskeyException where it does not hold
   */
  Used authenticate(
      String json,
      Set<String> origins,
      Predicate<byte[]> challenge,
      Function<byte[], PasskeyEditor.@Nullable Passkey> known,
      Function<PasskeyEditor.Passkey, byte[]> userHandle) {
    try {
      AuthenticationData data = library().manager.parseAuthenticationResponseJSON(json);
      byte[] given = challengeOf(data.getCollectedClientData());
      if (!challenge.test(given)) {
        throw new BadPasskeyException("the challenge is not one of ours, or was answered before");
      }
      PasskeyEditor.Passkey passkey = known.apply(data.getCredentialId());
      if (passkey == null) {
        throw new BadPasskeyException("nobody has this passkey");
      }
      byte[] holder = data.getUserHandle();
      if (holder != null && !Arrays.equals(holder, userHandle.apply(passkey))) {
        throw new BadPasskeyException("the passkey is another account's");
      }
      AuthenticationData verified =
          library()
              .manager
              .verify(
                  data,
                  new AuthenticationParameters(
                      server(origins, given),
                      new CredentialRecordImpl(
                          new NoneAttestationStatement(),
                          null,
                          null,
                          null,
                          passkey.signCount(),
                          library().credentials.convert(passkey.credential()),
                          null,
                          null,
                          null,
                          transports(passkey.transports())),
                      null,
                      true,
                      true));
      return new Used(
          passkey, Objects.requireNonNull(verified.getAuthenticatorData()).getSignCount());
    } catch (WebAuthnException
        | JacksonException
        | IllegalArgumentException
        | NullPointerException e) {
      throw new BadPasskeyException(e);
    }
  }

  /** A seventh of a start would go into its tables of attestations; most starts see no passkey. */
  private synchronized Library library() {
    if (library == null) {
      library = Library.load();
    }
    return library;
  }

  private ServerProperty server(Set<String> origins, byte[] challenge) {
    return ServerProperty.builder()
        .origins(origins.stream().map(Origin::new).collect(Collectors.toSet()))
        .rpId(id)
        .challenge(new DefaultChallenge(challenge))
        .build();
  }

  private static byte[] challengeOf(
      com.webauthn4j.data.client.@Nullable CollectedClientData client) {
    return Objects.requireNonNull(client).getChallenge().getValue();
  }

  private static Set<AuthenticatorTransport> transports(List<String> names) {
    return names.stream()
        .map(AuthenticatorTransport::create)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static List<Map<String, Object>> descriptors(List<byte[]> ids) {
    return ids.stream()
        .<Map<String, Object>>map(each -> Map.of("type", "public-key", "id", base64(each)))
        .toList();
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** What reads and verifies. */
  private record Library(WebAuthnManager manager, AttestedCredentialDataConverter credentials) {
    /** Who made an authenticator is nobody's business: attestation is neither asked nor read. */
    static Library load() {
      ObjectConverter converter = new ObjectConverter();
      return new Library(
          WebAuthnManager.createNonStrictWebAuthnManager(converter),
          new AttestedCredentialDataConverter(converter));
    }
  }

  /** A passkey that was just made. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Fresh(byte[] credentialId, byte[] credential, long signCount, List<String> transports) {
    Fresh {
      transports = List.copyOf(transports);
    }
  }

  /**
   * A passkey that was just used.
   *
   * @param signCount the new one
   */
  record Used(PasskeyEditor.Passkey passkey, long signCount) {}

  /** What a browser sent is no passkey of ours, or does not hold. */
  static final class BadPasskeyException extends RuntimeException {
    BadPasskeyException(String message) {
      super(message);
    }

    BadPasskeyException(Exception cause) {
      super(cause.getMessage(), cause);
    }
  }
}
