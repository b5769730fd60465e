// Selecting in the list: x at a line, Shift for all between, Escape for none. What is selected outlives the list's refreshing.
const boxes = () => [...document.querySelectorAll<HTMLInputElement>(".pick input")];
const picked = new Map<string, string>(); // case → "id:version" as it was seen
let last = "";

const id = (box: HTMLInputElement) => box.value.split(":")[0] ?? "";

export function listenForPicks(): void {
  document.addEventListener("click", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.closest(".pick")) reach(box, box.checked, event.shiftKey);
  });
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && picked.size && !document.querySelector("details[data-menu][open]")) return none();
    if (event.key.toLowerCase() !== "x" || target.matches("textarea, select, input:not([type=checkbox])")) return;
    const row = target.closest<HTMLElement>(".case-row") ?? document.querySelector<HTMLElement>(".case-row[aria-current]");
    const box = row?.querySelector<HTMLInputElement>(".pick input");
    if (!box) return;
    event.preventDefault();
    box.checked = !box.checked;
    reach(box, box.checked, event.shiftKey);
  });
  document.addEventListener("reset", (event) => {
    if ((event.target as Element).id === "many") none();
  });
  document.addEventListener("htmx:afterSettle", again);
  again();
}

function reach(box: HTMLInputElement, on: boolean, range: boolean): void {
  const all = boxes();
  const from = all.findIndex((one) => id(one) === last);
  const to = all.indexOf(box);
  const some = range && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
  for (const one of some) {
    one.checked = on;
    if (on) picked.set(id(one), picked.get(id(one)) ?? one.value);
    else picked.delete(id(one));
  }
  last = id(box);
  count();
}

function none(): void {
  picked.clear();
  for (const box of boxes()) box.checked = false;
  const whole = document.querySelector<HTMLInputElement>("#many input[name=all]");
  if (whole) whole.checked = false;
  count();
}

// A case that changed since it was selected is sent as it was seen: the server leaves it and says so.
function again(): void {
  const here = new Set(boxes().map(id));
  for (const one of [...picked.keys()]) if (!here.has(one)) picked.delete(one);
  for (const box of boxes()) {
    const seen = picked.get(id(box));
    if (seen) box.value = seen;
    if (box.checked !== Boolean(seen)) box.checked = Boolean(seen);
  }
  count();
}

function count(): void {
  const line = document.querySelector<HTMLOutputElement>("[data-picked]");
  if (line && picked.size) line.textContent = picked.size === 1 ? (line.dataset.one ?? "") : (line.dataset.many ?? "").replace("#", String(picked.size));
}
