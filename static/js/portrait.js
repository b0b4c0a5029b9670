/* The form for portraits works without this, by its numbers; with it, the square is seen and moved on the photograph.
   The numbers stay what is sent: whatever moves the square writes them, and whoever writes them moves the square. */

const LARGEST = 640;
const STRIDE = 10;
const GROWTH = 5;

for (const section of document.querySelectorAll('[data-module="crop"]')) {
  crop(section);
}

function crop(section) {
  const { picture, across, down, size } = section.closest("form").elements;
  const stage = section.querySelector(".crop__stage");
  const square = section.querySelector(".crop__square");
  const canvas = section.querySelector(".crop__picture");
  const preview = section.querySelector(".crop__preview");
  const status = section.querySelector("[role=status]");
  const fingers = new Map();
  let start;
  let scale = 1;

  picture.addEventListener("change", open);
  for (const field of [across, down, size]) {
    field.addEventListener("input", show);
  }
  square.addEventListener("keydown", press);
  stage.addEventListener("click", point);
  stage.addEventListener("pointerdown", take);
  stage.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    stage.addEventListener(end, release);
  }
  open();

  /* A file that no browser can show is left to the portal, which says what is wrong with it. */
  async function open() {
    const file = picture.files[0];
    section.hidden = true;
    if (!file) {
      return;
    }
    const bitmap = await createImageBitmap(file).catch(() => null);
    if (!bitmap || picture.files[0] !== file) {
      return;
    }
    scale = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    section.hidden = false;
    section.closest("details").open = true;
    show();
  }

  /* The square that the numbers tell, in pixels of the canvas. */
  function told() {
    const side = (Math.min(canvas.width, canvas.height) * number(size)) / 100;
    return {
      side,
      left: ((canvas.width - side) * number(across)) / 100,
      top: ((canvas.height - side) * number(down)) / 100,
    };
  }

  function show() {
    const { side, left, top } = told();
    square.style.inlineSize = `${(side / canvas.width) * 100}%`;
    square.style.left = `${(left / canvas.width) * 100}%`;
    square.style.top = `${(top / canvas.height) * 100}%`;
    square.setAttribute("aria-valuenow", number(across));
    square.setAttribute(
      "aria-valuetext",
      section.dataset.where.replace("%across", number(across)).replace("%down", number(down)).replace("%size", number(size)),
    );
    const context = preview.getContext("2d");
    context.clearRect(0, 0, preview.width, preview.height);
    context.drawImage(canvas, left, top, side, side, 0, 0, preview.width, preview.height);
    const warning = side / scale < Number(section.dataset.smallest) ? section.dataset.small : "";
    if (status.textContent !== warning) {
      status.textContent = warning;
    }
  }

  /* Moves the square as near to this as it can be. */
  function place({ side, left, top }) {
    write(size, (side / Math.min(canvas.width, canvas.height)) * 100);
    const now = told().side;
    // Grown or shrunk about its own middle.
    slide(across, left + (side - now) / 2, canvas.width - now);
    slide(down, top + (side - now) / 2, canvas.height - now);
    show();
  }

  /* Where there is no room to either side, the number means nothing and stays. */
  function slide(field, offset, room) {
    if (room >= 1) {
      write(field, (offset / room) * 100);
    }
  }

  function press(event) {
    const step = event.shiftKey ? STRIDE : 1;
    const moves = {
      ArrowLeft: [across, -step, canvas.width],
      ArrowRight: [across, step, canvas.width],
      ArrowUp: [down, -step, canvas.height],
      ArrowDown: [down, step, canvas.height],
      "+": [size, GROWTH],
      "=": [size, GROWTH],
      PageUp: [size, GROWTH],
      "-": [size, -GROWTH],
      PageDown: [size, -GROWTH],
    };
    const [field, by, extent] = moves[event.key] ?? [];
    if (!field || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.preventDefault();
    if (extent === undefined || extent - told().side >= 1) {
      write(field, number(field) + by);
      show();
    }
  }

  /* Whoever cannot drag points at where the middle is to be. */
  function point(event) {
    if (event.target !== square) {
      const { x, y } = at(event);
      const { side } = told();
      place({ side, left: x - side / 2, top: y - side / 2 });
      square.focus({ preventScroll: true });
    }
  }

  function take(event) {
    const joins = fingers.size === 1;
    if (event.button === 0 && (event.target === square || joins)) {
      square.setPointerCapture(event.pointerId);
      square.focus({ preventScroll: true });
      fingers.set(event.pointerId, at(event));
      begin();
      event.preventDefault();
    }
  }

  function move(event) {
    if (!fingers.has(event.pointerId)) {
      return;
    }
    fingers.set(event.pointerId, at(event));
    const { middle, spread } = hand();
    const side = start.spread ? Math.min((start.side * spread) / start.spread, canvas.width, canvas.height) : start.side;
    place({
      side,
      left: start.left + start.side / 2 + middle.x - start.middle.x - side / 2,
      top: start.top + start.side / 2 + middle.y - start.middle.y - side / 2,
    });
  }

  function release(event) {
    if (fingers.delete(event.pointerId)) {
      begin();
    }
  }

  function begin() {
    start = fingers.size ? { ...told(), ...hand() } : undefined;
  }

  /* Where one or two fingers are, and how far apart. */
  function hand() {
    const [one, other = one] = fingers.values();
    return {
      middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
      spread: Math.hypot(one.x - other.x, one.y - other.y),
    };
  }

  /* In pixels of the canvas. */
  function at(event) {
    const box = canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) * canvas.width) / box.width,
      y: ((event.clientY - box.top) * canvas.height) / box.height,
    };
  }
}

function number(field) {
  const value = Number.isNaN(field.valueAsNumber) ? Number(field.defaultValue) : field.valueAsNumber;
  return Math.min(Math.max(Math.round(value), field.min), field.max);
}

function write(field, value) {
  field.value = Math.min(Math.max(Math.round(value), field.min), field.max);
}
