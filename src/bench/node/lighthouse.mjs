// How fast a telephone on a slow line sees pages of a running portal: Lighthouse's mobile preset, the median of five runs.
// npm install --no-save lighthouse && node lighthouse.mjs http://localhost:8080/ http://localhost:8080/search?q=cancer
// Fails where a median misses what is promised. On a machine that is busy otherwise, blocking time says nothing.
import { execFileSync } from "node:child_process";

const RUNS = Number(process.env.RUNS ?? 5);
const LIGHTHOUSE = process.env.LIGHTHOUSE ?? "node_modules/.bin/lighthouse";
const FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking";
const PROMISED = {
  score: (value) => value === 100,
  "largest-contentful-paint": (value) => value < 1200,
  "total-blocking-time": (value) => value === 0,
  "cumulative-layout-shift": (value) => value === 0,
};

let missed = 0;
for (const url of process.argv.slice(2)) {
  const runs = Array.from({ length: RUNS }, () => run(url));
  const medians = Object.keys(PROMISED).map((name) => {
    const value = median(runs.map((each) => each[name]));
    if (!PROMISED[name](value)) missed++;
    return `${name} ${Number(value.toFixed(3))}${PROMISED[name](value) ? "" : " (!)"}`;
  });
  console.log(`${url}\n  ${medians.join(", ")}`);
}
process.exit(missed ? 1 : 0);

function run(url) {
  const flags = [url, "--quiet", "--output=json", "--only-categories=performance", `--chrome-flags=${FLAGS}`];
  const report = JSON.parse(recorded(flags));
  const measured = { score: Math.round(report.categories.performance.score * 100) };
  for (const name of Object.keys(PROMISED).slice(1)) measured[name] = report.audits[name].numericValue;
  return measured;
}

/** The browser now and then misses the start of its own recording; such a run says nothing and is made again. */
function recorded(flags, attempts = 3) {
  try {
    return execFileSync(LIGHTHOUSE, flags, { maxBuffer: 1e8, stdio: ["ignore", "pipe", "ignore"] });
  } catch (failure) {
    if (attempts === 1) throw failure;
    return recorded(flags, attempts - 1);
  }
}

function median(values) {
  return values.sort((one, other) => one - other)[Math.floor(values.length / 2)];
}
