/* Voice answers. Without this script a link leads to each recording, the browser's own controls play the one of an
   answer's page where scripts are off, and each sentence is a link into it. With it: one player at a time, a transcript
   that follows, and a queue. */

const SKIP = 5;
const JUMP = 15;
const RATES = [0.75, 1, 1.25, 1.5, 1.75, 2];
const words = document.getElementById("voice-words").dataset;
const voices = [];
let current = null;
let queue = null;

const part = (root, name) => root.querySelector(`[data-part="${name}"]`);
const fill = (pattern, ...values) => pattern.replace(/%[sd]/g, () => values.shift());
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;

function spoken(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  const said = [];
  if (minutes > 0) said.push(minutes === 1 ? words.minute : fill(words.minutes, minutes));
  if (rest > 0 || minutes === 0) said.push(rest === 1 ? words.second : fill(words.seconds, rest));
  return said.join(" ");
}

/* The one thing that is kept, on this device alone; where nothing may be kept, it holds for this page. Not asked for
   while the page is set up: a telephone's storage may take long to answer. */
const speed = {
  get rate() {
    this.chosen = this.chosen ?? this.kept();
    return this.chosen;
  },
  set rate(rate) {
    this.chosen = rate;
    try {
      localStorage.setItem("voice-rate", rate);
    } catch {
      /* It holds for this page then. */
    }
  },
  kept() {
    try {
      const rate = Number(localStorage.getItem("voice-rate"));
      return RATES.includes(rate) ? rate : 1;
    } catch {
      return 1;
    }
  },
};

/* What plays in place of a link to a recording: in Opus, where there is that too and the browser can. */
function recording(link) {
  const audio = document.createElement("audio");
  audio.preload = "none";
  const { opus } = link.dataset;
  if (opus) offer(opus, "audio/ogg; codecs=opus");
  offer(link.href, link.type);
  link.replaceWith(audio);
  return audio;

  function offer(src, type) {
    audio.append(Object.assign(document.createElement("source"), { src, type }));
  }
}

/* An answer that can be heard: its <audio>, and the buttons in place of the link. */
class Voice {
  constructor(root) {
    this.root = root;
    const link = part(root, "listen");
    this.focused = link === document.activeElement;
    this.audio = recording(link);
    this.title = root.dataset.title;
    this.doctor = root.dataset.doctor;
    this.name = fill(words.name, this.title, this.doctor);
    this.buttons = [];
    this.main = root.dataset.voice === "main";
    if (!this.main) root.append(document.getElementById("voice-mini").content.cloneNode(true));
    this.time = part(root, "time");
    this.length = root.closest(".card,li")?.querySelector(".duration time [aria-hidden]")?.textContent ?? "";
    this.control(part(root, "toggle"));
    for (const type of ["play", "pause", "ended", "timeupdate", "seeking", "waiting", "playing", "durationchange"]) {
      this.audio.addEventListener(type, () => this.show(type));
    }
    this.audio.addEventListener("loadedmetadata", () => this.known());
    this.audio.addEventListener("play", () => this.begun());
    this.audio.addEventListener("ended", () => queue?.ended(this));
    this.audio.addEventListener("error", () => this.fail());
    /* Where there are several sources, the last of them is the one that says that none will do. */
    this.audio.querySelector("source:last-of-type").addEventListener("error", () => this.fail());
    this.show();
    this.keepFocus();
  }

  /* Whoever stood on the link stands on what took its place. */
  keepFocus() {
    if (this.focused) this.buttons[0].focus();
  }

  get failed() {
    return this.audio.error || this.audio.networkState === HTMLMediaElement.NETWORK_NO_SOURCE;
  }

  /* Until the file says so itself, and where a browser's own recording never does: as the server measured it. */
  get duration() {
    return Number.isFinite(this.audio.duration) ? this.audio.duration : Number(this.root.dataset.seconds ?? 0);
  }

  /* Where it stands, or will once the file is there: until then some browsers forget what they are told. */
  get position() {
    return this.wanted ?? this.audio.currentTime;
  }

  get playing() {
    return !this.audio.paused && !this.audio.ended;
  }

  control(button) {
    this.buttons.push(button);
    button.addEventListener("click", () => this.toggle());
    this.show();
  }

  toggle() {
    this.playing ? this.audio.pause() : this.play();
  }

  async play() {
    this.forgive();
    if (this.failed) this.load();
    this.audio.playbackRate = speed.rate;
    try {
      await this.audio.play();
    } catch (refusal) {
      /* What cannot be loaded says so by an event of its own; a pause that came first says nothing. */
      if (refusal.name === "NotAllowedError") this.complain(words.blocked);
    }
  }

  /* Once more from the beginning, to stand where it stood. */
  load() {
    const from = this.position;
    this.audio.load();
    this.seek(from);
  }

  seek(seconds) {
    const end = this.duration || seconds;
    const place = Math.min(Math.max(0, seconds), end);
    if (this.audio.readyState > 0) this.audio.currentTime = place;
    else this.wanted = place;
    this.show();
  }

  known() {
    const place = this.wanted;
    this.wanted = null;
    if (place) this.audio.currentTime = place;
    this.show();
  }

  begun() {
    for (const other of voices) if (other !== this) other.audio.pause();
    current = this;
    queue?.show();
    announce(this);
  }

  show() {
    const { position: currentTime } = this;
    const state = this.playing ? "playing" : "paused";
    for (const button of this.buttons) {
      const label = fill(this.playing ? words.pause : words.play, this.name);
      if (button.getAttribute("aria-label") !== label) button.setAttribute("aria-label", label);
      button.dataset.state = state;
    }
    this.root.dataset.state = this.playing && this.audio.readyState < 3 ? "loading" : state;
    this.root.style.setProperty("--played", `${this.duration ? (100 * currentTime) / this.duration : 0}%`);
    const text = this.main || currentTime > 0 || this.playing ? clock(currentTime) : this.length;
    if (this.time && this.time.textContent !== text) this.time.textContent = text;
  }

  /* Says in words what is wrong, and offers to try again from the same moment. */
  async fail() {
    if (this.asking) return;
    this.asking = true;
    this.audio.pause();
    let message = words.broken;
    try {
      const { ok, status } = await fetch(this.audio.currentSrc || this.audio.querySelector("source:last-of-type").src, {
        method: "HEAD",
        cache: "no-store",
      });
      if (!ok) message = status === 404 || status === 410 ? words.missing : words.unreachable;
    } catch {
      message = navigator.onLine ? words.unreachable : words.offline;
    }
    this.asking = false;
    this.complain(message);
    queue?.show();
  }

  complain(message) {
    this.forgive();
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button--quiet";
    again.textContent = words.retry;
    again.addEventListener("click", () => {
      this.load();
      this.play();
      this.buttons[0].focus();
    });
    const text = document.createElement("p");
    text.append(message);
    this.complaint = document.createElement("div");
    this.complaint.className = "voice-error";
    this.complaint.setAttribute("role", "alert");
    this.root.append(this.complaint);
    this.complaint.append(text, again);
  }

  forgive() {
    this.complaint?.remove();
    this.complaint = null;
  }
}

/* The answer of an article page: position, speed, keys. */
class MainVoice extends Voice {
  constructor(root) {
    super(root);
    this.seeker = part(root, "seek");
    this.rates = part(root, "rate");
    this.muter = part(root, "mute");
    this.seeker.hidden = part(root, "bar").hidden = part(root, "help").hidden = false;
    this.keepFocus();
    this.seeker.addEventListener("input", () => {
      const last = Number(this.seeker.value) === Number(this.seeker.max);
      this.seek(last ? this.duration : Number(this.seeker.value));
      this.tell();
    });
    this.seeker.addEventListener("focus", () => this.tell());
    this.audio.addEventListener("pause", () => this.tell());
    part(root, "back").addEventListener("click", () => this.skip(-SKIP));
    part(root, "forward").addEventListener("click", () => this.skip(SKIP));
    this.rates.addEventListener("change", () => setRate(Number(this.rates.value)));
    this.muter.addEventListener("click", () => this.mute());
    root.addEventListener("keydown", (event) => this.key(event));
    this.show();
    this.tell();
    if (document.readyState === "complete") this.prepare();
    else addEventListener("load", () => this.prepare());
  }

  /* The beginning of the recording, once the page is there: on a slow line it would take the words' place. */
  prepare() {
    this.rates.value = speed.rate;
    if (!navigator.connection?.saveData && this.audio.preload === "none") this.audio.preload = "metadata";
  }

  skip(seconds) {
    this.seek(this.position + seconds);
    this.tell();
  }

  mute() {
    this.audio.muted = !this.audio.muted;
    this.muter.setAttribute("aria-pressed", this.audio.muted);
  }

  show() {
    super.show();
    if (!this.seeker) return;
    const max = String(Math.max(1, Math.floor(this.duration)));
    if (this.seeker.max !== max) this.seeker.max = max;
    this.seeker.value = this.position;
    if (document.activeElement !== this.seeker) this.tell();
  }

  /* The position in words. While the slider has the focus, only when somebody asks: it would be read with every tick. */
  tell() {
    const said = spoken(this.position);
    if (this.seeker.getAttribute("aria-valuetext") !== said) this.seeker.setAttribute("aria-valuetext", said);
  }

  key(event) {
    const { target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || target.tagName === "SELECT") return;
    const onSeeker = target === this.seeker;
    const pressed = target.closest("button, a, summary");
    const volume = (change) => () => (this.audio.volume = Math.min(1, Math.max(0, this.audio.volume + change)));
    const acts = {
      k: () => this.toggle(),
      j: () => this.skip(-SKIP),
      l: () => this.skip(SKIP),
      m: () => this.mute(),
      "<": () => stepRate(-1),
      ">": () => stepRate(1),
      "?": () => part(this.root, "help").toggleAttribute("open"),
    };
    if (!pressed) acts[" "] = acts.k;
    if (onSeeker) {
      acts.PageUp = () => this.skip(JUMP);
      acts.PageDown = () => this.skip(-JUMP);
    } else {
      Object.assign(acts, { ArrowLeft: acts.j, ArrowRight: acts.l, ArrowUp: volume(0.1), ArrowDown: volume(-0.1) });
    }
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  }
}

function setRate(chosen) {
  speed.rate = chosen;
  for (const voice of voices) {
    voice.audio.playbackRate = chosen;
    if (voice.rates) voice.rates.value = chosen;
  }
}

function stepRate(step) {
  setRate(RATES[Math.min(RATES.length - 1, Math.max(0, RATES.indexOf(speed.rate) + step))]);
}

/* What a locked telephone or a headset shows and offers. */
function announce(voice) {
  const { mediaSession } = navigator;
  if (!mediaSession) return;
  const small = (voice.root.closest(".card") ?? document).querySelector(".portrait__image")?.src;
  const picture = small?.replace(/-192(?=\.jpg$)/, "");
  mediaSession.metadata = new MediaMetadata({
    title: voice.title,
    artist: voice.doctor,
    artwork: picture ? [{ src: picture }] : [],
  });
  const neighbour = (step) => (queue?.voices ?? voices)[(queue?.voices ?? voices).indexOf(voice) + step];
  const turn = (step) => (neighbour(step) ? () => neighbour(step).play() : null);
  const acts = {
    play: () => voice.play(),
    pause: () => voice.audio.pause(),
    seekbackward: (asked) => voice.seek(voice.position - (asked.seekOffset ?? SKIP)),
    seekforward: (asked) => voice.seek(voice.position + (asked.seekOffset ?? SKIP)),
    seekto: (asked) => voice.seek(asked.seekTime),
    previoustrack: turn(-1),
    nexttrack: turn(1),
  };
  for (const [action, act] of Object.entries(acts)) {
    try {
      mediaSession.setActionHandler(action, act);
    } catch {
      /* Not every browser knows every action. */
    }
  }
}

/* The sentences: one tab stop, the arrows move between them, each plays from its start. */
class Transcript {
  constructor(root, voice) {
    this.root = root;
    this.voice = voice;
    this.sentences = [...root.querySelectorAll(".sentence")];
    if (this.sentences.length === 0) return;
    this.starts = this.sentences.map((sentence) => Number(sentence.dataset.at));
    this.stop = this.sentences[0];
    for (const sentence of this.sentences) sentence.tabIndex = sentence === this.stop ? 0 : -1;
    root.addEventListener("click", (event) => this.click(event));
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("focusin", (event) => this.moveStop(event.target));
    this.moveStop(document.activeElement);
    for (const type of ["timeupdate", "seeking", "play"]) voice.audio.addEventListener(type, () => this.follow());
    root.dataset.live = "";
    this.tools = document.querySelector("[data-transcript-tools]");
    this.tools.hidden = false;
    this.status = part(this.tools, "status");
    part(this.tools, "copy").addEventListener("click", () => this.copy());
    addEventListener("hashchange", () => this.goToHash());
    this.goToHash();
  }

  click(event) {
    const sentence = event.target.closest(".sentence");
    if (!sentence || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.voice.seek(Number(sentence.dataset.at));
    this.voice.play();
  }

  key(event) {
    const at = this.sentences.indexOf(event.target);
    const last = this.sentences.length - 1;
    const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.sentences[Math.min(last, Math.max(0, next))].focus();
  }

  moveStop(sentence) {
    if (!this.sentences.includes(sentence)) return;
    this.stop.tabIndex = -1;
    this.stop = sentence;
    sentence.tabIndex = 0;
  }

  follow() {
    const { paused } = this.voice.audio;
    const currentTime = this.voice.position;
    const begun = !paused || currentTime > 0;
    let at = this.starts.length - 1;
    while (at > 0 && this.starts[at] > currentTime + 0.05) at--;
    const now = begun ? this.sentences[at] : null;
    if (now === this.now) return;
    this.now?.removeAttribute("aria-current");
    this.now = now;
    if (!now) return;
    now.setAttribute("aria-current", "true");
    if (!this.root.contains(document.activeElement)) this.moveStop(now);
    if (!paused && part(this.tools, "follow").checked) now.scrollIntoView({ block: "center" });
  }

  async copy() {
    const said = this.stop.textContent;
    try {
      await navigator.clipboard.writeText(`${this.root.dataset.url}#t=${this.stop.dataset.at}`);
      this.status.textContent = fill(this.status.dataset.copied, said.length > 60 ? `${said.slice(0, 60)}…` : said);
    } catch {
      this.status.textContent = this.status.dataset.failed;
    }
  }

  /* #t=12, #t=12.5, #t=1:05: the player stands there, and waits to be started. */
  goToHash() {
    const time = /^#t=(?:npt:)?(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)/.exec(location.hash);
    if (!time) return;
    const [hours, minutes, seconds] = time.slice(1).map((each) => Number(each ?? 0));
    this.voice.seek(hours * 3600 + minutes * 60 + seconds);
    this.voice.tell();
    this.follow();
    this.now?.scrollIntoView({ block: "center" });
  }
}

/* All voices of a page, one after another, in a bar at the foot of the window. */
class Queue {
  constructor(opener) {
    this.opener = opener;
    this.voices = [...voices];
    const bar = document.getElementById("voice-queue").content.cloneNode(true);
    this.bar = bar.querySelector(".queue");
    this.place = part(bar, "place");
    this.title = part(bar, "title");
    this.doctor = part(bar, "doctor");
    this.toggle = part(bar, "toggle");
    this.toggle.addEventListener("click", () => this.current.toggle());
    this.previous = part(bar, "previous");
    this.next = part(bar, "next");
    this.previous.addEventListener("click", () => this.go(-1));
    this.next.addEventListener("click", () => this.go(1));
    part(bar, "close").addEventListener("click", () => this.close());
    const list = part(bar, "list");
    this.entries = this.voices.map((voice) => {
      const entry = document.createElement("button");
      entry.type = "button";
      entry.className = "queue__entry";
      const doctor = document.createElement("span");
      doctor.textContent = voice.doctor;
      entry.append(voice.title, " ", doctor);
      entry.addEventListener("click", () => this.playFrom(voice));
      const item = document.createElement("li");
      item.append(entry);
      list.append(item);
      return entry;
    });
    document.body.append(bar);
    document.documentElement.classList.add("has-queue");
  }

  get current() {
    return this.voices.includes(current) ? current : this.voices[0];
  }

  playFrom(voice) {
    voice.seek(0);
    current = voice;
    voice.play();
    this.show();
  }

  go(step) {
    const voice = this.voices[this.voices.indexOf(this.current) + step];
    if (voice) this.playFrom(voice);
  }

  ended(voice) {
    if (voice === this.current) this.go(1);
  }

  show() {
    const at = this.voices.indexOf(this.current);
    this.place.textContent = fill(words.place, at + 1, this.voices.length);
    this.title.textContent = this.current.title;
    this.doctor.textContent = this.current.doctor;
    /* Not disabled: a button that vanishes from the keyboard's way takes the focus with it. */
    this.previous.setAttribute("aria-disabled", at === 0);
    this.next.setAttribute("aria-disabled", at === this.voices.length - 1);
    this.entries.forEach((entry, number) => {
      number === at ? entry.setAttribute("aria-current", "true") : entry.removeAttribute("aria-current");
    });
    for (const voice of this.voices) voice.buttons = voice.buttons.filter((button) => button !== this.toggle);
    this.current.buttons.push(this.toggle);
    this.current.show();
  }

  close() {
    for (const voice of this.voices) {
      voice.audio.pause();
      voice.buttons = voice.buttons.filter((button) => button !== this.toggle);
    }
    this.bar.remove();
    document.documentElement.classList.remove("has-queue");
    queue = null;
    this.opener.focus();
  }
}

/* Once the page has been painted, and one voice after another: whoever only reads waits for none of this. What nobody
   looks at is never painted. */
const roots = [...document.querySelectorAll("[data-voice]")];
if (document.hidden) setTimeout(begin);
else requestAnimationFrame(() => setTimeout(begin));

function begin() {
  const root = roots.shift();
  if (!root) {
    document.querySelectorAll("[data-play-all]").forEach(offerAll);
  } else if (root.dataset.voice === "main") {
    const voice = new MainVoice(root);
    voices.push(voice);
    new Transcript(document.querySelector("[data-transcript]"), voice);
    setTimeout(begin);
  } else {
    voices.push(new Voice(root));
    setTimeout(begin);
  }
}

function offerAll(offer) {
  offer.hidden = voices.length < 2;
  const opener = offer.querySelector("button");
  opener.addEventListener("click", () => {
    if (!queue) {
      queue = new Queue(opener);
      /* Whoever listens already goes on from where they are. */
      voices.some((voice) => voice.playing) ? queue.show() : queue.playFrom(voices[0]);
    }
    queue.toggle.focus();
  });
}
