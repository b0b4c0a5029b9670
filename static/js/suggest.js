/* Suggestions while typing: an editable combobox with a list below it. Without this script, where data is to be saved,
   or while nothing answers, each form is a plain search. */

const PAUSE = 120;
const FEWEST = 2;
const words = document.getElementById("suggest-words").dataset;
const sparing = navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;

/* Once the page has been painted: whoever only reads waits for none of this. */
if (!sparing && document.hidden) setTimeout(begin);
else if (!sparing) requestAnimationFrame(() => setTimeout(begin));

function begin() {
  document.querySelectorAll(".search-form__field").forEach(suggest);
}

function element(name, className, attributes, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  for (const attribute in attributes) made.setAttribute(attribute, attributes[attribute]);
  return made;
}

function suggest(field) {
  const id = `${field.id}-suggestions`;
  const list = element("ul", "suggestions", { id, role: "listbox", "aria-label": words.label, hidden: "" });
  const status = element("p", "visually-hidden", { role: "status" });
  let active = -1;
  let shownFor = "";
  let timer;
  let request;

  /* A search field may not be a combobox. */
  field.type = "text";
  field.inputMode = "search";
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);
  field.setAttribute("aria-expanded", "false");
  field.form.append(list, status);

  field.addEventListener("input", () => {
    stop();
    choose(-1);
    const text = typed();
    if (text.length < FEWEST) close();
    else timer = setTimeout(ask, PAUSE, text);
  });
  field.addEventListener("keydown", (event) => {
    if (!event.isComposing && keys[event.key]?.(event)) event.preventDefault();
  });
  field.addEventListener("blur", () => {
    stop();
    close();
  });
  field.form.addEventListener("submit", () => {
    stop();
    close();
  });
  /* The field keeps the focus. */
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });

  /* Each says whether the key has done its work. */
  const keys = {
    ArrowDown: (event) => move(1, event.altKey),
    ArrowUp: (event) => (event.altKey ? close() : move(-1, false)),
    Enter: () => !list.hidden && active >= 0 && go(list.children[active]),
    Escape: () => {
      stop();
      if (!list.hidden) return close();
      field.value = "";
      return true;
    },
    Tab: () => void close(),
    Home: () => void choose(-1),
    End: () => void choose(-1),
    ArrowLeft: () => void choose(-1),
    ArrowRight: () => void choose(-1),
  };

  function typed() {
    return field.value.trim();
  }

  function stop() {
    clearTimeout(timer);
    request?.abort();
  }

  async function ask(text) {
    request = new AbortController();
    const { signal } = request;
    try {
      const response = await fetch(`${words.url}?q=${encodeURIComponent(text)}`, { signal, credentials: "omit" });
      const [, names, notes, urls] = response.ok ? await response.json() : ["", []];
      if (signal.aborted) return;
      list.replaceChildren(
        ...names.map((name, at) => {
          const option = element("li", "suggestions__option", { id: `${id}-${at}`, role: "option", "aria-selected": false });
          option.append(
            element("span", "suggestions__name", {}, name),
            " ",
            element("span", "suggestions__note", {}, notes[at]),
          );
          option.dataset.path = new URL(urls[at]).pathname;
          return option;
        }),
      );
      shownFor = text;
      open();
      status.textContent =
        names.length > 1 ? words.many.replace("%s", names.length) : names.length ? words.one : words.none;
    } catch {
      if (!signal.aborted) close();
    }
  }

  function open() {
    if (!list.children.length) return close();
    active = -1;
    list.hidden = false;
    list.style.top = `${field.offsetTop + field.offsetHeight}px`;
    list.scrollTop = 0;
    field.setAttribute("aria-expanded", "true");
    return true;
  }

  function close() {
    const wasOpen = !list.hidden;
    choose(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    status.textContent = "";
    return wasOpen;
  }

  function move(step, onlyOpen) {
    if (list.hidden && (typed() !== shownFor || !open())) return false;
    if (onlyOpen) return true;
    const places = list.children.length + 1;
    choose(((active + 1 + step + places) % places) - 1);
    return true;
  }

  function choose(next) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = next;
    const option = list.children[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  }

  function go(option) {
    location.assign(option.dataset.path);
    return true;
  }
}
