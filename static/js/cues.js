/* Gives sentences their times by ear. Without this, the times are typed. The keys work only while nothing else takes
   them: in a field one types, and on a button Space presses it. */

const STEP = 0.1;
const form = document.querySelector("[data-cues]");
const audio = form?.querySelector("[data-part=audio]");
const lines = form ? [...form.querySelectorAll("[data-cue]")].map(line) : [];
const words = form?.dataset;
const part = (name) => form.querySelector(`[data-part=${name}]`);
const fill = (pattern, ...values) => pattern.replace(/%s/g, () => values.shift());
/* The sentence that is being said; none before the first. */
let at = -1;
/* Where a sentence that is heard alone ends. */
let until = null;
let sent = false;

if (form && audio) begin();

function begin() {
  part("ear").hidden = false;
  part("keys").hidden = false;
  for (const [number, each] of lines.entries()) {
    const buttons = document.getElementById("cues-buttons").content.cloneNode(true);
    for (const button of buttons.querySelectorAll("button")) {
      button.setAttribute("aria-label", fill(button.dataset.name, number + 1));
      button.addEventListener("click", () => acts[button.dataset.act](number));
    }
    each.root.querySelector(".cues__start").after(buttons);
    each.field.addEventListener("focus", () => select(number, false));
  }
  form.tabIndex = -1;
  form.querySelector("[data-act=play]").addEventListener("click", toggle);
  form.querySelector("[data-act=tap]").addEventListener("click", tap);
  form.addEventListener("keydown", key);
  form.addEventListener("submit", () => {
    sent = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && lines.some((each) => each.field.value !== each.field.defaultValue)) event.preventDefault();
  });
  for (const type of ["play", "pause", "ended"]) audio.addEventListener(type, showPlaying);
  audio.addEventListener("timeupdate", follow);
  select(-1, false);
}

const acts = {
  hear,
  back: (number) => nudge(number, -STEP),
  on: (number) => nudge(number, STEP),
};

function line(root) {
  return { root, field: root.querySelector("input"), text: root.querySelector("[data-part=text]").textContent };
}

/* In seconds; NaN where it is no time. */
function startOf(number) {
  const parts = lines[number].field.value.trim().replace(",", ".").split(":").map(Number);
  return parts.length > 3 ? NaN : parts.reduce((sum, each) => sum * 60 + each, 0);
}

function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  return `${Math.floor(tenths / 600)}:${String(Math.floor(tenths / 10) % 60).padStart(2, "0")}.${tenths % 10}`;
}

/* Those after it that would begin before it are pushed on. */
function set(number, seconds) {
  const least = number > 0 ? startOf(number - 1) + STEP : 0;
  const most = Number(words.seconds) - STEP * (lines.length - number);
  const start = Math.max(Number.isNaN(least) ? 0 : least, Math.min(seconds, most));
  lines[number].field.value = clock(start);
  for (let next = number + 1; next < lines.length && startOf(next) < startOf(next - 1) + STEP / 2; next++) {
    lines[next].field.value = clock(startOf(next - 1) + STEP);
  }
  return start;
}

function tap() {
  const next = at + 1;
  if (next >= lines.length) {
    say(words.done);
    return;
  }
  const now = audio.currentTime;
  if (next > 0 && now <= startOf(next - 1)) {
    say(fill(words.earlier, next));
    return;
  }
  set(next, now);
  until = null;
  select(next);
  say(next + 1 === lines.length ? words.done : fill(words.tapped, next + 1, lines[next].field.value));
}

function nudge(number, by) {
  if (number < 0) return;
  const start = startOf(number);
  if (Number.isNaN(start)) return;
  set(number, start + by);
  select(number, false);
  say(fill(words.tapped, number + 1, lines[number].field.value));
}

/* From its start to the start of the next. */
function hear(asked) {
  const number = Math.max(0, asked);
  const start = startOf(number);
  if (Number.isNaN(start)) return;
  select(number, false);
  const end = number + 1 < lines.length ? startOf(number + 1) : Number(words.seconds);
  audio.currentTime = start;
  until = Number.isNaN(end) ? null : end;
  audio.play();
  watch();
}

/* A browser tells of the time four times a second: too seldom to stop at a word's end. */
function watch() {
  if (until === null || audio.paused) return;
  if (audio.currentTime >= until) {
    until = null;
    audio.pause();
    return;
  }
  setTimeout(watch, 20);
}

function follow() {
  if (until !== null && audio.currentTime >= until) watch();
}

function toggle() {
  until = null;
  if (audio.paused) audio.play();
  else audio.pause();
}

function showPlaying() {
  const button = form.querySelector("[data-act=play]");
  button.dataset.play ??= button.textContent;
  button.textContent = audio.paused ? button.dataset.play : button.dataset.pause;
}

/* To the sentence before or after, from whose start it goes on. */
function move(by) {
  const number = Math.max(0, Math.min(lines.length - 1, at + by));
  const start = startOf(number);
  until = null;
  if (!Number.isNaN(start)) audio.currentTime = start;
  select(number);
}

function select(number, scroll = true) {
  at = number;
  for (const [each, one] of lines.entries()) {
    if (each === number) one.root.setAttribute("aria-current", "true");
    else one.root.removeAttribute("aria-current");
  }
  part("next").textContent = lines[number + 1]?.text ?? "";
  if (scroll && number >= 0) lines[number].root.scrollIntoView({ block: "center" });
}

function say(text) {
  part("said").textContent = text;
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const takes = event.target.closest("input, textarea, select, audio, summary");
  const button = event.target.closest("button, a");
  if (takes || (button && (event.key === " " || event.key === "Enter"))) return;
  const keys = {
    t: tap,
    " ": tap,
    k: toggle,
    h: () => hear(at),
    ",": () => nudge(at, -STEP),
    ".": () => nudge(at, STEP),
    ArrowUp: () => move(-1),
    ArrowDown: () => move(1),
  };
  const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!act) return;
  event.preventDefault();
  act();
}
