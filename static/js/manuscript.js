/* The form for answers works without this; with it, nothing typed is lost, and the preview follows. */

const PAUSE = 2000;
/* What a browser still sends when its page is gone. */
const LONGEST_AFTERWARDS = 50_000;
const form = document.querySelector("[data-manuscript]");
const preview = document.querySelector("[data-preview]");
const frame = preview?.querySelector("iframe");
let before = form && fingerprint();
let kept = before;
let timer;
let leaving = false;

if (form) {
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
  form.addEventListener("submit", () => {
    leaving = true;
  });
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

/* What was typed, without the files. */
function typed() {
  const data = new FormData(form);
  for (const field of form.querySelectorAll("[type=file]")) {
    data.delete(field.name);
  }
  return data;
}

function fingerprint() {
  return JSON.stringify([...typed()]);
}

async function keep() {
  const now = fingerprint();
  const { autosave, csrf } = form.dataset;
  if (!autosave || now === kept || leaving) {
    return;
  }
  const status = form.querySelector("[data-kept]");
  try {
    const body = typed();
    body.set("act", "keep");
    const keepalive = new Blob([now]).size < LONGEST_AFTERWARDS;
    const answer = await fetch(autosave, { method: "POST", body, keepalive, headers: { "X-CSRF-Token": csrf }, redirect: "error" });
    if (!answer.ok) {
      throw new Error(answer.status);
    }
    kept = now;
    const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    status.textContent = form.dataset.kept.replace("%s", time);
    show();
  } catch {
    status.textContent = form.dataset.failed;
  }
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
