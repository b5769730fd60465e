// A board read by keyboard: j and k along a column, h and l from one to the next; what stands below a post is pressed by its key.
// Columns are dragged by their head. What was read turns quiet at once, up to that arrival and no further.
const titles = (column: Element) => [...column.querySelectorAll<HTMLElement>(".board-title")];
const columns = () => [...document.querySelectorAll<HTMLElement>(".board-column")];
const here = () => document.activeElement?.closest<HTMLElement>(".board-column");

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open], details[data-menu][open]")) return;
  if (target.matches("input, textarea, select") || !moves(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

/** True when the key was one of ours. */
function moves(key: string): boolean {
  const post = document.activeElement?.closest<HTMLElement>(".board-post");
  if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
  if (key === "h" || key === "l") return cross(key === "l" ? 1 : -1);
  if (!post || !["o", "s", "e", "r"].includes(key)) return false;
  const pressed = key === "o" ? post.querySelector<HTMLElement>(".board-title") : post.querySelector<HTMLElement>(`[data-act="${key}"]`);
  pressed?.click();
  return Boolean(pressed);
}

function walk(step: number): boolean {
  const column = here() ?? columns()[0];
  if (!column) return false;
  const all = titles(column);
  const from = all.findIndex((one) => one.closest(".board-post")?.contains(document.activeElement));
  const next = all[Math.max(0, Math.min(from + step, all.length - 1))];
  if (step > 0 && from === all.length - 1) column.querySelector<HTMLElement>(".board-older a")?.click();
  show(next);
  return true;
}

/** To the next column that has a post, at the height where one was. */
function cross(step: number): boolean {
  const all = columns().filter((one) => titles(one).length);
  const column = here();
  const from = column ? all.indexOf(column) : -1;
  const row = column ? titles(column).findIndex((one) => one.closest(".board-post")?.contains(document.activeElement)) : 0;
  const next = all[Math.max(0, Math.min(from + step, all.length - 1))];
  if (next) show(titles(next)[Math.max(0, Math.min(row, titles(next).length - 1))]);
  return Boolean(next);
}

function show(title: HTMLElement | undefined): void {
  title?.focus({ preventScroll: true });
  title?.closest(".board-post")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const upto = event.submitter?.getAttribute("value");
  const column = form.closest<HTMLElement>(".board-column");
  if (!form.matches("[data-reads]") || !column || !upto) return;
  event.preventDefault();
  void post(form.action, `upto=${upto}`).then((kept) => (kept ? mark(column, Number(upto)) : location.reload()));
});

function mark(column: HTMLElement, upto: number): void {
  const before = Number(column.dataset.mark);
  column.dataset.mark = String(upto);
  const posts = [...column.querySelectorAll<HTMLElement>(".board-post")];
  for (const post of posts) {
    const key = Number(post.dataset.entry);
    post.classList.toggle("board-new", key > upto);
    const button = post.querySelector<HTMLButtonElement>('[data-act="r"]');
    if (button) button.value = String(key > upto ? key : key - 1);
  }
  const fresh = posts.filter((post) => post.matches(".board-new")).length;
  const count = column.querySelector<HTMLElement>(".board-count");
  if (count) count.textContent = fresh ? String(fresh) : "";
  say(upto >= before ? "read" : "new");
}

function say(what: "read" | "new" | "moved"): void {
  const line = document.getElementById("board-said");
  if (line) line.textContent = line.dataset[what] ?? "";
}

let dragged: HTMLElement | null = null;
document.addEventListener("dragstart", (event) => {
  const head = (event.target as Element).closest?.('.board-column-head[draggable="true"]');
  dragged = head?.closest<HTMLElement>(".board-column") ?? null;
  if (dragged) event.dataTransfer?.setData("text/plain", dragged.id);
});
document.addEventListener("dragover", (event) => {
  const over = (event.target as Element).closest?.(".board-column");
  if (!dragged || !over) return;
  event.preventDefault();
  for (const one of columns()) one.classList.toggle("board-over", one === over && one !== dragged);
});
document.addEventListener("dragend", () => rest());
document.addEventListener("drop", (event) => {
  const over = (event.target as Element).closest?.<HTMLElement>(".board-column");
  if (!dragged || !over || over === dragged) return rest();
  event.preventDefault();
  const all = columns();
  if (all.indexOf(dragged) < all.indexOf(over)) over.after(dragged);
  else over.before(dragged);
  void put(dragged, columns().indexOf(dragged));
  rest();
});

function rest(): void {
  dragged = null;
  for (const one of columns()) one.classList.remove("board-over");
}

/** Where it was dropped is kept; refused, the page is drawn as it stands. */
async function put(column: HTMLElement, to: number): Promise<void> {
  if (await post(column.dataset.move ?? "", `to=${to}`)) say("moved");
  else location.reload();
}

async function post(address: string, body: string): Promise<boolean> {
  const told = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
  const headers = { ...told, "HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded" };
  return (await fetch(address, { method: "POST", headers, body })).ok;
}

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest("[data-prints]")) print();
});

export {};
