/* Passkeys: signing in with one, proving by one who it is, adding one. Where the browser knows none, the page shows
   nothing of them, and the password does it all. */

const ways = {
  login: { options: "/admin/login/passkey/options", answer: "/admin/login/passkey", ask: get },
  prove: { options: "/admin/account/prove/passkey/options", answer: "/admin/account/prove/passkey", ask: get },
  add: { options: "/admin/account/passkeys/options", answer: "/admin/account/passkeys", ask: create },
};

if (window.PublicKeyCredential) {
  for (const section of document.querySelectorAll("[data-passkey]")) {
    offer(section, ways[section.dataset.passkey]);
  }
}

function offer(section, way) {
  const button = section.querySelector("button[type=button]");
  const status = section.querySelector("[role=status]");
  section.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    button.disabled = true;
    try {
      const options = await send(way.options, {});
      if (options.location) {
        location.assign(options.location);
        return;
      }
      const credential = await way.ask(options);
      const name = section.querySelector("input")?.value ?? "";
      const { location: next } = await send(way.answer, { credential, name, next: section.dataset.next ?? "" });
      location.assign(next);
    } catch (failure) {
      status.textContent = failure.told ?? section.dataset.failed;
    } finally {
      button.disabled = false;
    }
  });
}

async function send(url, body) {
  const csrf = document.querySelector("input[name=csrf]")?.value;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", ...(csrf && { "X-CSRF-Token": csrf }) },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error), { told: answer.error });
  }
  return answer;
}

async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: options.excludeCredentials.map(withBytes),
    },
  });
  return {
    ...plain(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

async function get(options) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: options.allowCredentials.map(withBytes),
    },
  });
  return {
    ...plain(used),
    response: {
      clientDataJSON: text(used.response.clientDataJSON),
      authenticatorData: text(used.response.authenticatorData),
      signature: text(used.response.signature),
      userHandle: used.response.userHandle ? text(used.response.userHandle) : null,
    },
  };
}

function plain(credential) {
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

function withBytes(descriptor) {
  return { ...descriptor, id: bytes(descriptor.id) };
}

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
