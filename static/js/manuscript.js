/* The form for answers works without this; with it, nothing typed is lost, and the preview follows. */

const PAUSE = 2000;
/* What a browser still sends when its page is gone. */
const LONGEST_AFTERWARDS = 50_000;
/* How long Save waits to hear whether somebody is signed in. */
const PATIENCE = 10_000;
/* Where this tab has what the newsroom does not have yet. */
const ASIDE = "unsaved-answer";
const form = document.querySelector("[data-manuscript]");
const preview = document.querySelector("[data-preview]");
const frame = preview?.querySelector("iframe");
let before = form && fingerprint();
let kept = before;
let keptAt = clock();
let timer;
/* Grows from page to page, too: what is overtaken on its way takes nothing's place. */
let sequence = Date.now();
let asking = false;
let leaving = false;

if (form) {
  takeBack();
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  /* A page that is put away may not come back. */
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      keep();
    }
  });
  form.addEventListener("submit", send);
  window.addEventListener("pageshow", () => {
    leaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && isChanged()) {
      event.preventDefault();
    }
  });
}
if (preview) {
  preview.hidden = false;
  preview.addEventListener("toggle", show);
}

function isChanged() {
  return fingerprint() !== before || [...form.querySelectorAll("[type=file]")].some((field) => field.files.length);
}

/* What was typed, without the files; the token is sent beside it. */
function typed() {
  const data = new FormData(form);
  data.delete("csrf");
  for (const field of form.querySelectorAll("[type=file]")) {
    data.delete(field.name);
  }
  return data;
}

function fingerprint() {
  return JSON.stringify([...typed()]);
}

function clock() {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/* A form that is sent without a session is lost; so whether there is one is asked first. */
async function send(event) {
  if (leaving) {
    return;
  }
  event.preventDefault();
  if (asking) {
    return;
  }
  asking = true;
  clearTimeout(timer);
  const welcome = await isWelcome();
  asking = false;
  if (welcome) {
    leaving = true;
    form.requestSubmit(event.submitter);
    return;
  }
  form.querySelector("[data-refused]").focus();
}

/* What cannot be saved now stays on the page, with its files. Whatever else goes wrong is for the answer to the form
   itself to tell. */
async function isWelcome() {
  const signal = AbortSignal.timeout(PATIENCE);
  let trouble;
  try {
    if (form.dataset.autosave && fingerprint() !== kept) {
      trouble = await keep(signal);
    } else if (!(await renewToken(signal))) {
      trouble = refuse("signedOut");
    }
  } catch (error) {
    trouble = error;
  }
  if (isAway(trouble)) {
    trouble = refuse("away");
  }
  return trouble !== "refused";
}

/* Neither late nor broken: not to be reached, or without its database. */
function isAway(trouble) {
  return trouble instanceof TypeError || trouble?.cause === 503;
}

async function keep(signal) {
  const now = fingerprint();
  if (!form.dataset.autosave || now === kept || leaving) {
    return;
  }
  const status = form.querySelector("[data-kept]");
  layAside(now);
  try {
    let answer = await post(now, signal);
    if (isRefused(answer)) {
      const signedIn = await renewToken(signal);
      answer = signedIn ? await post(now, signal) : answer;
      if (isRefused(answer)) {
        return refuse(signedIn ? "notAllowed" : "signedOut");
      }
    }
    if (answer.status === 422) {
      status.textContent = await answer.text();
      return;
    }
    if (!answer.ok) {
      throw new Error("not kept", { cause: answer.status });
    }
    kept = now;
    keptAt = clock();
    status.textContent = form.dataset.kept.replace("%s", keptAt);
    form.querySelector("[data-refused]").hidden = true;
    sessionStorage.removeItem(ASIDE);
    show();
  } catch (error) {
    status.textContent = form.dataset.failed;
    return error;
  }
}

function post(now, signal, autosave = form.dataset.autosave) {
  const body = new FormData();
  for (const [name, value] of JSON.parse(now)) {
    body.append(name, value);
  }
  body.set("act", "keep");
  body.set("sequence", ++sequence);
  const keepalive = new Blob([now]).size < LONGEST_AFTERWARDS;
  const headers = { "X-CSRF-Token": form.dataset.csrf };
  return fetch(autosave, { method: "POST", body, keepalive, headers, redirect: "error", signal });
}

/* For as long as this tab lives, whatever becomes of the newsroom, the page or the browser. */
function layAside(now) {
  try {
    sessionStorage.setItem(ASIDE, JSON.stringify({ now, autosave: form.dataset.autosave, who: who() }));
  } catch {
    // There is no room for it: it is on the page alone.
  }
}

/* What was laid aside is kept by the newsroom as soon as it can be, and offered as all that is. */
async function takeBack() {
  const aside = JSON.parse(sessionStorage.getItem(ASIDE));
  if (aside && new URLSearchParams(location.search).has("done")) {
    sessionStorage.removeItem(ASIDE);
  } else if (aside?.who === who()) {
    const answer = await post(aside.now, undefined, aside.autosave).catch(() => null);
    if (answer?.ok) {
      sessionStorage.removeItem(ASIDE);
      if (aside.autosave === form.dataset.autosave && !isChanged()) {
        location.reload();
      }
    }
  }
}

/* Others may sign in in the same tab. */
function who() {
  return document.querySelector(".desk-header__account")?.textContent;
}

function isRefused(answer) {
  return answer.status === 401 || answer.status === 403;
}

/* Whoever signed in anew in another window has another token. False where nobody is signed in. */
async function renewToken(signal) {
  const answer = await fetch(form.dataset.session, { headers: { Accept: "application/json" }, signal });
  if (answer.status === 401) {
    return false;
  }
  if (!answer.ok) {
    throw new Error("not known", { cause: answer.status });
  }
  const token = (await answer.json()).csrf;
  form.dataset.csrf = token;
  for (const field of document.querySelectorAll("input[name=csrf]")) {
    field.value = token;
  }
  return true;
}

/* Told at the form's end, and in short where Save is in sight. */
function refuse(why) {
  const told = form.querySelector("[data-refused]");
  const link = told.querySelector("a");
  told.querySelector("p").textContent = told.dataset[why].replace("%s", keptAt);
  link.hidden = why !== "signedOut";
  told.hidden = false;
  const status = form.querySelector("[data-kept]");
  status.textContent = told.dataset.notKept;
  if (!link.hidden) {
    status.append(" ", link.cloneNode(true));
  }
  return "refused";
}

/* Anew, where the reader of it was. */
function show() {
  if (!preview?.open) {
    return;
  }
  const at = frame.contentWindow?.scrollY ?? 0;
  frame.onload = () => frame.contentWindow.scrollTo(0, at);
  frame.src = preview.dataset.src;
}
