/* The newsroom works without this; with it, it is kinder. One behaviour each, started by data-module. */

const behaviours = { "error-summary": errorSummary };

for (const element of document.querySelectorAll("[data-module]")) {
  behaviours[element.dataset.module]?.(element);
}

/* Whoever listens hears at once that something is to be corrected, and is next to the links that lead there. */
function errorSummary(summary) {
  summary.focus();
}
