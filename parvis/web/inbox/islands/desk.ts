// The inbox on a desk: j and k walk the list, the list refreshes from where we are, the reply box shows what it will say.
const rows = () => [...document.querySelectorAll<HTMLAnchorElement>("[data-rows] .list-title")];

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.matches("#reply")) {
    target.closest("form")?.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || target.matches("input:not([type=checkbox]), textarea, select")) return;
  if ((event.key !== "j" && event.key !== "k") || document.querySelector("dialog[open]")) return;
  const all = rows();
  const focused = all.findIndex((row) => row.closest(".case-row")?.contains(document.activeElement));
  const from = focused >= 0 ? focused : all.findIndex((row) => row.closest("[aria-current]"));
  const next = event.key === "j" ? Math.min(from + 1, all.length - 1) : Math.max(from - 1, 0);
  all[next]?.focus();
  event.preventDefault();
});

interface Request {
  elt: HTMLElement;
  path: string;
  verb: string;
  target: HTMLElement;
  successful: boolean;
  requestConfig: { verb: string; elt: HTMLElement };
}
const detail = (event: Event) => (event as CustomEvent<Request>).detail;

// The list asks for the address of now, not of when it was drawn: another case may be open since.
document.addEventListener("htmx:configRequest", (event) => {
  const request = detail(event);
  if (request.elt.id === "list") request.path = location.pathname + location.search;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { requestConfig, successful, target } = detail(event);
  if (successful && requestConfig.verb === "post" && target.id === "case") document.body.dispatchEvent(new CustomEvent("parvis:cases"));
});

document.addEventListener("htmx:afterSettle", (event) => {
  const { elt, requestConfig } = detail(event);
  tend();
  // What the thread just showed has been seen: acting on it is acting on the present case. A draft counts its own versions.
  const seen = document.getElementById("case-state")?.dataset.version;
  if (seen) for (const field of document.querySelectorAll<HTMLInputElement>("#case input[name=version]:not(#saved *)")) field.value = seen;
  // What was sent is what one looks at next, not the emptied box.
  const sent = requestConfig.elt.matches("#composer") && [...document.querySelectorAll<HTMLElement>(".outgoing")].at(-1);
  if (sent) sent.focus();
  if (elt.id !== "case" || requestConfig.verb !== "get") return;
  const here = location.pathname;
  for (const row of rows()) {
    const chosen = new URL(row.href).pathname === here;
    row.closest(".case-row")?.toggleAttribute("aria-current", chosen);
    if (chosen) row.closest(".case-row")?.setAttribute("aria-current", "true");
  }
  document.getElementById("case-title")?.focus({ preventScroll: true });
  scrollTo(0, 0);
});

// Newest last: a conversation opens at its end, the case's post in sight when it is not.
function tend(): void {
  const scroll = document.querySelector<HTMLElement>(".thread-scroll:not([data-tended])");
  if (scroll) {
    scroll.dataset.tended = "";
    scroll.scrollTop = scroll.scrollHeight;
  }
  const box = document.querySelector<HTMLTextAreaElement>("[data-count]");
  if (box) count(box);
}

function count(box: HTMLTextAreaElement): void {
  const shown = document.getElementById(box.dataset.count ?? "");
  if (shown) shown.textContent = box.value ? `${[...box.value].length} ${shown.dataset.words ?? ""}` : "";
}

document.addEventListener("input", (event) => {
  if (event.target instanceof HTMLTextAreaElement && event.target.dataset.count) count(event.target);
});

document.addEventListener("change", (event) => {
  const chosen = event.target;
  if (!(chosen instanceof HTMLSelectElement) || !chosen.dataset.signature) return;
  const line = document.getElementById(chosen.dataset.signature);
  if (line) line.textContent = chosen.selectedOptions[0]?.dataset.line ?? "";
});

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
  const words = button && document.getElementById(button.dataset.copy ?? "");
  if (!button || !words) return;
  void navigator.clipboard.writeText(words.textContent ?? "").then(() => {
    const label = button.querySelector("span");
    if (label) label.textContent = button.dataset.copied ?? "";
  });
});

tend();
