/* Records an answer. Every second of it is kept on this device until the newsroom has it, and it is sent piece by
   piece, so that neither a crash nor a broken connection takes more than a moment of it. Without this, a file is sent. */

/* The first that the browser can write is taken; the newsroom takes them all. */
const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4;codecs=mp4a.40.2", "audio/mp4"];
const BITS = 64_000;
const SLICE = 1000;
/* Small, so that little is sent twice; of what is large, not so small that there are thousands. */
const SMALLEST_PIECE = 64 * 1024;
const LARGEST_PIECE = 900_000;
/* How long one piece may take before its connection is given up. */
const PATIENCE = 60_000;
const LONGEST_PAUSE = 30_000;
const LAST_WORD = 60;
const SPEAKING = 4000;
const form = document.querySelector("[data-record]");
const recorderPanel = document.querySelector("[data-recorder]");
const words = form?.dataset;
/* Empty for a new answer. */
const manuscript = words?.manuscript ?? "";
const part = (name) => recorderPanel.querySelector(`[data-part="${name}"]`);
const fill = (pattern, ...values) => pattern.replace(/%s/g, () => values.shift());
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

let state = "ready";
/* The recording that the page shows, and what is at work on it. */
let take = null;
let recorder = null;
let stream = null;
let listening = null;
let awake = null;
let spoken = 0;
let since = 0;
let writes = Promise.resolve();
let hurried = () => {};
let link = null;

/* What is kept on this device. Where a browser keeps nothing, the page alone has it, and says so. */
const store = {
  database: null,
  memory: new Map(),
  async open() {
    try {
      this.database = await new Promise((done, failed) => {
        const opening = indexedDB.open("vivavoce-recordings", 1);
        opening.onupgradeneeded = () => {
          opening.result.createObjectStore("takes", { keyPath: "id" });
          opening.result.createObjectStore("pieces", { keyPath: ["take", "number"] });
        };
        opening.onsuccess = () => done(opening.result);
        opening.onerror = () => failed(opening.error);
        opening.onblocked = () => failed(new Error("blocked"));
      });
    } catch {
      this.database = null;
    }
  },
  async run(stores, mode, what) {
    const transaction = this.database.transaction(stores, mode, { durability: "strict" });
    const ended = new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = transaction.onerror = () => failed(transaction.error);
    });
    const request = what(transaction);
    await ended;
    return request?.result;
  },
  async keep(kept, piece) {
    const pieces = this.memory.get(kept.id) ?? [];
    if (piece) {
      pieces.push(piece);
      this.memory.set(kept.id, pieces);
    }
    if (!this.database) return false;
    try {
      await this.run(["takes", "pieces"], "readwrite", (transaction) => {
        transaction.objectStore("takes").put(kept);
        if (piece) transaction.objectStore("pieces").put({ take: kept.id, number: pieces.length - 1, piece });
      });
      return true;
    } catch {
      return false;
    }
  },
  async takes() {
    if (!this.database) return [];
    return this.run(["takes"], "readonly", (transaction) => transaction.objectStore("takes").getAll());
  },
  async whole(kept) {
    if (!this.memory.has(kept.id)) {
      const range = IDBKeyRange.bound([kept.id, 0], [kept.id, Infinity]);
      const found = await this.run(["pieces"], "readonly", (transaction) => transaction.objectStore("pieces").getAll(range));
      this.memory.set(kept.id, found.map((each) => each.piece));
    }
    return new Blob(this.memory.get(kept.id), { type: kept.type });
  },
  async drop(id) {
    this.memory.delete(id);
    if (!this.database) return;
    await this.run(["takes", "pieces"], "readwrite", (transaction) => {
      transaction.objectStore("takes").delete(id);
      transaction.objectStore("pieces").delete(IDBKeyRange.bound([id, 0], [id, Infinity]));
    });
  },
};

if (form) begin();

async function begin() {
  recorderPanel.hidden = false;
  for (const button of recorderPanel.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => acts[button.dataset.act]());
  }
  form.addEventListener("submit", sendFile);
  window.addEventListener("beforeunload", (event) => {
    if (["recording", "paused", "sending", "waiting"].includes(state)) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && recorder?.state === "recording") recorder.requestData();
  });
  addEventListener("online", () => hurried());
  if (!window.isSecureContext) show("failed", words.insecure);
  else if (!canRecord()) show("failed", words.unsupported);
  else show("ready");
  await store.open();
  const kept = await offer();
  /* What was on its way when the page went goes on. */
  const going = kept.find((each) => each.state === "sending" && belongs(each));
  if (going && (state === "ready" || state === "failed")) {
    await choose(going);
    send();
  }
}

const acts = { start, pause, resume, stop, send, hurry: () => hurried() };

/* What may be done, and what is said, in each state. */
function show(next, told) {
  const focused = recorderPanel.contains(document.activeElement) && document.activeElement !== document.body;
  state = next;
  recorderPanel.dataset.state = next;
  for (const element of recorderPanel.querySelectorAll("[data-in]")) {
    element.hidden = !element.dataset.in.split(" ").includes(next);
  }
  const status = part("status");
  const text = told ?? words[next.replace(/-(.)/g, (all, letter) => letter.toUpperCase())] ?? "";
  if (status.textContent !== text) status.textContent = text;
  if (focused && document.activeElement.closest("[hidden]")) {
    (recorderPanel.querySelector("[data-act]:not([hidden])") ?? status).focus();
  }
}

function writable() {
  return TYPES.find((each) => MediaRecorder.isTypeSupported(each));
}

function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder && writable());
}

async function start() {
  if (!window.isSecureContext) return show("failed", words.insecure);
  if (!canRecord()) return show("failed", words.unsupported);
  const type = writable();
  const before = take;
  show("asking");
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  } catch (refusal) {
    const none = ["NotFoundError", "OverconstrainedError"].includes(refusal.name);
    const refused = ["NotAllowedError", "SecurityError"].includes(refusal.name);
    const told = none ? words.noMicrophone : refused ? words.refusedMicrophone : words.busyMicrophone;
    return before ? present(told) : show("failed", told);
  }
  const now = new Date();
  take = {
    id: newId(),
    account: words.account,
    manuscript,
    base: form.elements.base.value,
    title: form.elements.title?.value ?? "",
    type,
    day: `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`,
    at: now.getTime(),
    seconds: 0,
    state: "recording",
    /* Those that were made in place of each other go together. */
    group: before?.kind === "voice" ? before.group : newId(),
    kind: "voice",
  };
  hold(take.id);
  try {
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS });
  } catch {
    silence();
    take = before;
    return before ? present(words.unsupported) : show("failed", words.unsupported);
  }
  recorder.ondataavailable = (event) => keep(take, event.data);
  recorder.onstop = () => ended(take);
  recorder.onerror = () => stop();
  for (const track of stream.getAudioTracks()) {
    track.onended = () => stop(words.cut);
    track.onmute = () => hear(words.muted);
  }
  spoken = 0;
  since = performance.now();
  recorder.start(SLICE);
  listen();
  stayAwake();
  show("recording");
  offer();
}

function pause() {
  if (recorder?.state !== "recording") return;
  spoken = elapsed();
  recorder.requestData();
  recorder.pause();
  show("paused");
}

function resume() {
  if (recorder?.state !== "paused") return;
  since = performance.now();
  recorder.resume();
  show("recording");
}

/* Why it was stopped is said where nobody pressed the button. */
let why;
function stop(because) {
  if (!recorder || recorder.state === "inactive") return;
  why = because;
  spoken = elapsed();
  recorder.stop();
}

function elapsed() {
  return recorder?.state === "recording" ? spoken + (performance.now() - since) / 1000 : spoken;
}

/* In order, one after the other. */
function keep(kept, data) {
  // What fails is told, and stands in the way of nothing that follows.
  writes = writes
    .then(async () => {
      if (data.size === 0) return;
      kept.seconds = kept === take ? Math.max(kept.seconds, elapsed()) : kept.seconds;
      const piece = await data.arrayBuffer().catch(() => data);
      if (!(await store.keep(kept, piece))) hear(words.notKept);
    })
    .catch(() => hear(words.notKept));
}

async function ended(made) {
  silence();
  await writes;
  made.seconds = spoken;
  made.state = "recorded";
  await store.keep(made);
  await present(why ?? words.recorded);
  why = undefined;
  offer();
}

async function present(told) {
  const blob = await store.whole(take);
  if (link) URL.revokeObjectURL(link);
  link = URL.createObjectURL(blob);
  part("listen").src = link;
  const download = part("download");
  download.href = link;
  download.download = take.name ?? `${take.day}-${clock(take.seconds).replace(":", "-")}.${take.type.split(/[/;]/)[1]}`;
  show("recorded", told);
}

/* How loud it is, as a bar, and in words only where something is amiss. */
function listen() {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const longest = Number(words.longest) * 60;
  let quietSince = performance.now();
  let loud = 0;
  let warned = false;
  hear("");
  const frame = () => {
    if (!listening) return;
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, each) => sum + each * each, 0) / samples.length;
    const decibels = 10 * Math.log10(power + 1e-9);
    const level = recorder.state === "recording" ? Math.max(0, Math.min(100, ((decibels + 60) / 60) * 100)) : 0;
    part("level").style.setProperty("--level", `${level}%`);
    const now = performance.now();
    if (decibels > -50 || recorder.state !== "recording") quietSince = now;
    loud = Math.max(0, loud + (samples.some((each) => Math.abs(each) > 0.99) ? 1 : -0.05));
    hear(now - quietSince > SPEAKING ? words.quiet : loud > 10 ? words.loud : "", true);
    const seconds = elapsed();
    const text = clock(seconds);
    if (part("elapsed").textContent !== text) part("elapsed").textContent = text;
    if (!warned && longest - seconds < LAST_WORD) {
      warned = true;
      part("status").textContent = words.nearly;
    }
    if (seconds >= longest) stop(words.full);
  };
  /* Goes on where the page is not in sight, too. */
  listening = { context, timer: setInterval(frame, 100) };
}

function silence() {
  clearInterval(listening?.timer);
  listening?.context.close();
  listening = null;
  stream?.getTracks().forEach((track) => {
    track.onended = null;
    track.stop();
  });
  awake?.release().catch(() => {});
  awake = null;
  hear("");
}

let heardAt = 0;
/* Sparingly: whoever listens to the page is speaking themselves. */
function hear(text, seldom) {
  const heard = part("heard");
  if (heard.textContent === text) return;
  if (seldom && performance.now() - heardAt < SPEAKING) return;
  heardAt = performance.now();
  heard.textContent = text;
}

async function stayAwake() {
  try {
    awake = await navigator.wakeLock?.request("screen");
  } catch {
    awake = null;
  }
}

/* Other windows leave alone what this one is at work on. */
const mine = new Set();
function hold(id) {
  if (mine.has(id)) return;
  mine.add(id);
  navigator.locks?.request(`recording ${id}`, () => new Promise(() => {}));
}

async function isElsewhere() {
  const all = (await navigator.locks?.query())?.held ?? [];
  const names = new Set(all.map((each) => each.name));
  return (id) => names.has(`recording ${id}`) && !mine.has(id);
}

function belongs(kept) {
  return kept.manuscript === manuscript;
}

/* What was recorded here and not sent. */
async function offer() {
  const elsewhere = await isElsewhere();
  const kept = (await store.takes().catch(() => []))
    .filter((each) => each.account === words.account && each.id !== take?.id && !elsewhere(each.id))
    .sort((one, other) => other.at - one.at);
  const list = document.querySelector("[data-record-takes]");
  list.replaceChildren(
    ...kept.map((each) => {
      const item = document.getElementById("record-take").content.cloneNode(true).firstElementChild;
      const at = new Date(each.at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
      const name = each.name ? fill(words.file, each.name) : fill(words.take, at, clock(each.seconds));
      const shown = each.title ? `${each.title} – ${name}` : name;
      item.querySelector("[data-part=what]").textContent = shown;
      const open = item.querySelector("[data-part=open]");
      open.setAttribute("aria-label", fill(words.open, shown));
      open.addEventListener("click", async () => {
        if (isBusy()) return;
        await choose(each);
        offer();
        part("status").focus();
      });
      const discard = item.querySelector("[data-part=discard]");
      discard.setAttribute("aria-label", fill(words.discard, shown));
      discard.addEventListener("click", async () => {
        await store.drop(each.id);
        await offer();
        (list.querySelector("button") ?? part("status")).focus();
      });
      return item;
    }),
  );
  document.querySelector("[data-record-kept]").hidden = kept.length === 0;
  return kept;
}

async function choose(kept) {
  take = kept;
  hold(kept.id);
  /* A browser that gave up never said that it was done. */
  if (kept.state === "recording") {
    kept.brokeOff = true;
    kept.state = "recorded";
    await store.keep(kept);
  }
  const title = form.elements.title;
  if (title && !title.value) title.value = kept.title;
  await present(kept.brokeOff ? words.brokeOff : words.recorded);
}

function isBusy() {
  return ["recording", "paused", "asking", "sending", "waiting"].includes(state);
}

function sendFile(event) {
  const chosen = [...form.querySelectorAll("[type=file]")].flatMap((field) => [...field.files])[0];
  event.preventDefault();
  if (isBusy()) return;
  if (!chosen || chosen.size === 0) {
    /* Enter in the title means the recorder. */
    const field = document.activeElement === event.submitter ? form.querySelector("#audio") : recorderPanel.querySelector("[data-act]:not([hidden])");
    (field ?? form.querySelector("#audio")).focus();
    return;
  }
  const now = Date.now();
  take = {
    id: newId(),
    account: words.account,
    manuscript,
    base: form.elements.base.value,
    title: form.elements.title?.value ?? "",
    type: chosen.type,
    name: chosen.name,
    day: "",
    at: now,
    seconds: 0,
    state: "recorded",
    group: newId(),
    kind: "file",
  };
  hold(take.id);
  store.keep(take, chosen).then(async () => {
    await present();
    send();
    part("status").focus();
  });
}

/* Until it is there, or somebody has to do something about it. */
async function send() {
  const sent = take;
  sent.title = form.elements.title?.value ?? "";
  sent.state = "sending";
  await store.keep(sent);
  show("sending");
  const blob = await store.whole(sent);
  for (let failures = 1; ; failures++) {
    try {
      const next = await deliver(sent, blob, () => {
        failures = 0;
        if (state !== "sending") show("sending");
      });
      // It is there; that it stays on the device as well is no reason to send it again.
      await dropGroup(sent).catch(() => {});
      show("sent");
      location.assign(next);
      return;
    } catch (trouble) {
      if (trouble.told || trouble.signedOut) {
        sent.state = "recorded";
        if (trouble.current) sent.base = String(trouble.current);
        await store.keep(sent);
        await present();
        show(trouble.signedOut ? "signed-out" : "refused", trouble.told);
        return;
      }
      show("waiting");
      await later(Math.min(LONGEST_PAUSE, 1000 * 2 ** Math.min(failures, 6)) * (0.5 + Math.random() / 2));
    }
  }
}

function later(millis) {
  return new Promise((done) => {
    const timer = setTimeout(done, millis);
    hurried = () => {
      clearTimeout(timer);
      done();
    };
  });
}

async function deliver(sent, blob, progress) {
  const url = `${words.uploads}/${sent.id}`;
  let offset = await reach(url, sent, blob);
  let told = -1;
  const piece = Math.max(SMALLEST_PIECE, Math.min(LARGEST_PIECE, Math.ceil(blob.size / 100)));
  while (offset < blob.size) {
    const answer = await ask("PATCH", url, blob.slice(offset, offset + piece), {
      "Content-Type": "application/partial-upload",
      "Upload-Offset": String(offset),
    });
    /* Gone, since it waited for long: from the beginning, after a pause. */
    if (answer.status === 404) throw new Error("gone");
    /* Where another window, or an answer that was lost, has brought it. */
    if (!answer.ok && answer.status !== 409) throw await troubleOf(answer);
    offset = Number(answer.headers.get("Upload-Offset"));
    progress();
    const percent = Math.floor((100 * offset) / blob.size);
    part("progress").value = percent;
    if (Math.floor(percent / 25) > told && offset < blob.size) {
      told = Math.floor(percent / 25);
      part("status").textContent = fill(words.percent, percent);
    }
  }
  const details = { title: sent.title, manuscript: sent.manuscript, base: sent.base, recordedOn: sent.day, name: sent.name ?? "" };
  if (sent.brokeOff) details.brokeOff = "1";
  const answer = await ask("POST", `${url}/finish`, new URLSearchParams(details));
  if (answer.status === 409 && answer.headers.has("Upload-Offset")) throw new Error("not whole yet");
  if (!answer.ok) throw await troubleOf(answer);
  return (await answer.json()).location;
}

/* How far the newsroom has it; begun where it has nothing of it. */
async function reach(url, sent, blob) {
  let answer = await ask("HEAD", url);
  if (answer.status === 404) {
    answer = await ask("POST", words.uploads, new URLSearchParams({ upload: sent.id }), { "Upload-Length": String(blob.size) });
  }
  if (!answer.ok) throw await troubleOf(answer);
  return Number(answer.headers.get("Upload-Offset"));
}

async function ask(method, url, body, headers = {}) {
  const once = () =>
    fetch(url, {
      method,
      body,
      headers: { Accept: "application/json", "X-CSRF-Token": form.elements.csrf.value, ...headers },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
  const answer = await once();
  if (answer.status !== 401 && answer.status !== 403) return answer;
  /* Whoever signed in anew in another window has another token, which this page, asked for anew, tells. */
  if (!(await renewToken())) throw Object.assign(new Error("signed out"), { signedOut: true });
  return once();
}

async function renewToken() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status >= 500) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = page.querySelector("[data-record] input[name=csrf]")?.value;
  if (token) form.elements.csrf.value = token;
  return Boolean(token);
}

/* What passes is tried again; what does not is said. */
async function troubleOf(answer) {
  if (answer.status >= 500 || answer.status === 408 || answer.status === 429) return new Error(answer.status);
  let said = {};
  try {
    said = await answer.json();
  } catch {
    said = {};
  }
  const told = said.error ?? (answer.status === 401 || answer.status === 403 ? words.notAllowed : words.notTaken);
  return Object.assign(new Error(told), { told, current: said.current });
}

async function dropGroup(sent) {
  for (const each of await store.takes()) {
    if (each.id === sent.id || (each.group === sent.group && each.account === sent.account)) await store.drop(each.id);
  }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

function two(number) {
  return String(number).padStart(2, "0");
}
