/* The newsroom works without this; with it, it is kinder. One behaviour each, started by data-module. */

const behaviours = { "error-summary": errorSummary, "import-progress": importProgress };

for (const element of document.querySelectorAll("[data-module]")) {
  behaviours[element.dataset.module]?.(element);
}

/* Whoever listens hears at once that something is to be corrected, and is next to the links that lead there. */
function errorSummary(summary) {
  summary.focus();
}

/* How far an import is, asked for now and then. Its end is told, and nobody is taken anywhere unasked. */
function importProgress(section) {
  const timer = setInterval(async () => {
    const response = await fetch(location.href).catch(() => null);
    if (!response?.ok) {
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (now) {
      section.querySelector("[data-progress]").replaceChildren(...now.childNodes);
      return;
    }
    clearInterval(timer);
    section.querySelector("[data-progress]").remove();
    section.querySelector("[data-look]").remove();
    section.querySelector("[data-done]").append(section.querySelector("[data-ended]").content);
  }, 2000);
}
