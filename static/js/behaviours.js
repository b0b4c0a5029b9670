/* One behaviour each, started by data-module. Every page works without them. */

const behaviours = { share };

for (const element of document.querySelectorAll("[data-module]")) {
  behaviours[element.dataset.module]?.(element);
}

/* What was loaded ahead may be minutes old. It is asked for once more when it is looked at, which counts a step from
   answer to answer as any other; what was withdrawn meanwhile is not left standing. */
const [arrival] = performance.getEntriesByType("navigation");
if (arrival?.deliveryType === "navigational-prefetch") {
  fetch(location.pathname, {
    cache: "no-cache",
    headers: { "X-Looked-At": "yes" },
    referrer: document.referrer,
  })
    .then(({ status }) => [404, 410].includes(status) && location.reload())
    .catch(() => {});
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
