/* One behaviour each, started by data-module. Every page works without them. */

const behaviours = { share };

for (const element of document.querySelectorAll("[data-module]")) {
  behaviours[element.dataset.module]?.(element);
}

/* What was loaded ahead is counted as any other step from answer to answer, once it is looked at. */
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.deliveryType === "navigational-prefetch" && document.referrer.includes("/articles/")) {
  fetch(location.pathname, {
    cache: "no-cache",
    headers: { "X-Looked-At": "yes" },
    referrer: document.referrer,
  }).catch(() => {});
}

/* The ways of sharing that need a script are offered where they work. */
function share(section) {
  const { title, url } = section.dataset;
  const status = section.querySelector('[data-share="status"]');
  offer("native", Boolean(navigator.share), () => navigator.share({ title, url }).catch(() => {}));
  offer("copy", Boolean(navigator.clipboard), copy);
  offer("print", true, () => window.print());

  function offer(way, works, act) {
    const item = section.querySelector(`[data-share="${way}"]`);
    item.hidden = !works;
    item.querySelector("button").addEventListener("click", act);
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(url);
      status.textContent = status.dataset.copied;
    } catch {
      status.textContent = status.dataset.failed;
    }
  }
}
