// Reads every feed and podcast of a running portal as a reader that nobody here wrote understands them:
//   node feeds.mjs http://localhost:8080
// Starts nothing, and asks only what stands on that portal's own pages.
import { parseFeed } from "feedsmith";

const AT_ONCE = 4;

/** So many of each kind: they are drawn alike, and to draw them all takes longer than all the rest. */
const COVERS = 3;
const base = new URL(process.argv[2] ?? "http://localhost:8080");
const faults = [];
const asked = new Map();
const covers = new Map();

const local = (url) => new URL(new URL(url).pathname, base).href;

/** Asks each address once; covers are drawn few at a time, so that 503 means "a little later". */
function ask(url, method = "GET") {
  const key = `${method} ${url}`;
  if (!asked.has(key)) {
    asked.set(key, send(url, method));
  }
  return asked.get(key);
}

async function send(url, method) {
  for (let tries = 0; ; tries++) {
    const response = await fetch(url, { method, redirect: "manual", signal: AbortSignal.timeout(20_000) });
    const body = Buffer.from(await response.arrayBuffer());
    if (response.status !== 503 || tries === 5) {
      return { status: response.status, headers: response.headers, body };
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function each(items, work) {
  const rest = [...items];
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function page(path) {
  const { status, body } = await ask(new URL(path, base).href);
  if (status !== 200) {
    faults.push(`${path}: ${status}`);
  }
  return body.toString();
}

/** The pages that have feeds: home, and whatever the three lists lead to. */
async function pages() {
  const found = new Set(["/"]);
  for (const list of ["specialties", "topics", "doctors"]) {
    const html = await page(`/${list}`);
    const links = [...html.matchAll(new RegExp(`href="(/${list}/[^"/?#]+)"`, "g"))];
    if (links.length === 0) {
      faults.push(`/${list}: leads nowhere`);
    }
    links.forEach((link) => found.add(link[1]));
  }
  return found;
}

function announced(html) {
  const links = html.match(/<link rel="alternate"[^>]*>/g) ?? [];
  return links
    .filter((link) => /type="application\/(atom|rss)\+xml"/.test(link))
    .map((link) => local(link.match(/href="([^"]+)"/)[1].replaceAll("&amp;", "&")));
}

/** Width and height as the file itself says them. */
function size(bytes) {
  if (bytes.subarray(1, 4).toString("latin1") === "PNG") {
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  }
  for (let at = 2; bytes.readUInt16BE(0) === 0xffd8 && at + 9 < bytes.length; ) {
    const marker = bytes[at + 1];
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)];
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return [0, 0];
}

async function isCover(check, url) {
  const kind = url.replace(/[^/]+\/podcast\.png$/, "");
  const looked = covers.get(kind) ?? new Set();
  covers.set(kind, looked);
  if (looked.size === COVERS && !looked.has(url)) {
    return;
  }
  looked.add(url);
  const { status, headers, body } = await ask(local(url));
  const [width, height] = status === 200 ? size(body) : [0, 0];
  check(status === 200, `${url}: ${status}`);
  check(/^image\/(png|jpeg)/.test(headers.get("content-type") ?? ""), `${url} is no PNG or JPEG`);
  check(width === height && width >= 1400 && width <= 3000, `${url} has ${width} × ${height} pixels`);
}

async function isSound(check, { url, length, type }) {
  const { status, headers } = await ask(local(url), "HEAD");
  check(status === 200, `${url}: ${status}`);
  check(String(length) === headers.get("content-length"), `${url} has not ${length} bytes`);
  check(type === headers.get("content-type"), `${url} is not ${type}`);
}

async function isTranscript(check, transcript) {
  check(transcript.type === "text/vtt", `${transcript.url} is announced as ${transcript.type}`);
  const { status, headers, body } = await ask(local(transcript.url));
  check(status === 200, `${transcript.url}: ${status}`);
  check((headers.get("content-type") ?? "").startsWith("text/vtt"), `${transcript.url} is no text/vtt`);
  check(body.toString().startsWith("WEBVTT"), `${transcript.url} does not begin with WEBVTT`);
}

function areUnique(check, ids) {
  check(ids.every((id) => id?.startsWith("tag:")), "an id is no tag: URI");
  check(new Set(ids).size === ids.length, "two have the same id");
}

const isDate = (text) => !Number.isNaN(Date.parse(text));

async function readAtom(check, feed) {
  const entries = feed.entries ?? [];
  check(Boolean(feed.title) && Boolean(feed.id), "no title or id");
  check(entries.length > 0, "no entries");
  check(isDate(feed.updated), `updated ${feed.updated}`);
  areUnique(check, entries.map((entry) => entry.id));
  for (const entry of entries) {
    check(Boolean(entry.title), `${entry.id} has no title`);
    check(isDate(entry.updated) && isDate(entry.published), `${entry.id} has no dates`);
    check(Date.parse(entry.updated) >= Date.parse(entry.published), `${entry.id} was edited before it was published`);
    for (const link of (entry.links ?? []).filter((each) => each.rel === "enclosure")) {
      await isSound(check, { url: link.href, length: link.length, type: link.type });
    }
  }
  return entries.map((entry) => entry.id);
}

async function readPodcast(check, feed) {
  const items = feed.items ?? [];
  check(Boolean(feed.title) && Boolean(feed.podcast?.guid), "no title or podcast:guid");
  check(items.length > 0, "no episodes");
  check(isDate(feed.pubDate) && isDate(feed.lastBuildDate), "no dates");
  await isCover(check, feed.itunes?.image ?? feed.image?.url);
  areUnique(check, items.map((item) => item.guid?.value));
  for (const item of items) {
    const guid = item.guid?.value;
    check(Boolean(item.title), `${guid} has no title`);
    check(item.guid?.isPermaLink === false, `${guid} counts as an address`);
    check(isDate(item.pubDate), `${guid}: ${item.pubDate}`);
    check(item.itunes?.duration > 0, `${guid} has no duration`);
    check(item.enclosures?.length === 1, `${guid} has not one sound`);
    for (const sound of item.enclosures ?? []) {
      await isSound(check, sound);
    }
    for (const transcript of item.podcast?.transcripts ?? []) {
      await isTranscript(check, transcript);
    }
  }
  return items.map((item) => item.guid?.value);
}

async function read(url, again) {
  const check = (good, fault) => good || faults.push(`${url}: ${fault}`);
  const { status, body, headers } = again ? await send(url, "GET") : await ask(url);
  if (status !== 200) {
    check(false, status);
    return [];
  }
  const { format, feed } = parseFeed(body.toString());
  const type = (headers.get("content-type") ?? "").split(";")[0];
  check(type === (format === "atom" ? "application/atom+xml" : "application/rss+xml"), `${type} is ${format}`);
  return format === "atom" ? readAtom(check, feed) : readPodcast(check, feed);
}

const started = Date.now();
const feeds = new Set();
await each(await pages(), async (path) => announced(await page(path)).forEach((url) => feeds.add(url)));
for (const kind of ["/", "/specialties/", "/topics/", "/doctors/"]) {
  for (const name of ["feed.atom", "podcast.xml"]) {
    const some = [...feeds].some((url) => url.endsWith(name) && new URL(url).pathname.startsWith(kind));
    some || faults.push(`no page below ${kind} announces a ${name}`);
  }
}
let entries = 0;
await each(feeds, async (url) => {
  try {
    const ids = await read(url, false);
    entries += ids.length;
    if (JSON.stringify(ids) !== JSON.stringify(await read(url, true))) {
      faults.push(`${url}: asked again, the ids are others`);
    }
  } catch (error) {
    faults.push(`${url}: ${error}`);
  }
});
const told = new Set(faults);
told.forEach((fault) => console.error(fault));
console.log(`${feeds.size} feeds with ${entries} entries read in ${Math.round((Date.now() - started) / 1000)} s, ${told.size} faults`);
process.exitCode = told.size > 0 || entries === 0 ? 1 : 0;
