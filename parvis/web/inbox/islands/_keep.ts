// What is being written stays in this browser until the server has it: a refused save, a session that ended, a closed tab lose nothing.
// Signing out forgets it: the machine may be somebody else's next.
const PREFIX = "parvis-draft:";

const form = () => document.querySelector<HTMLFormElement>("#composer[data-keep]");
const box = () => form()?.querySelector<HTMLTextAreaElement>("#reply");
const key = () => PREFIX + (form()?.dataset.keep ?? "");

export function keepDrafts(): void {
  document.addEventListener("input", (event) => {
    if (event.target === box()) keep(key(), box()?.value ?? "");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    settled(event as CustomEvent<Settled>);
    bringBack();
  });
  // Once htmx listens: what is brought back is then saved as if it was typed.
  if (document.readyState === "complete") bringBack();
  else addEventListener("load", bringBack);
}

interface Settled {
  elt: HTMLElement;
  requestConfig: { verb: string; path: string; parameters?: Record<string, unknown>; formData?: FormData };
}

// Saved or sent: what the server was given need not be kept here. What was typed since stays.
function settled(event: CustomEvent<Settled>): void {
  const { requestConfig } = event.detail;
  if (requestConfig.verb !== "post" || !/\/(draft|send|draft\/discard)(\?|$)/.test(requestConfig.path)) return;
  const refused = document.querySelector("#saved .notice, #saved .field-error, #reply-error, .crossing");
  const given = requestConfig.formData?.get("body");
  if (requestConfig.path.includes("/discard")) forget(key());
  else if (!refused && typeof given === "string" && given.replaceAll("\r\n", "\n") === read(key())) forget(key());
}

function bringBack(): void {
  const area = box();
  if (!area || area.dataset.broughtBack !== undefined) return;
  area.dataset.broughtBack = "";
  const kept = read(key());
  if (!kept || kept === area.value) return kept === area.value ? forget(key()) : undefined;
  const stored = area.value;
  area.value = stored.trim() && !kept.startsWith(stored.trim().slice(0, 40)) ? `${kept}\n\n${stored}` : kept;
  const line = document.createElement("p");
  line.className = "small composer-kept";
  line.setAttribute("role", "status");
  line.textContent = form()?.dataset.kept ?? "";
  form()?.prepend(line);
  area.dispatchEvent(new Event("input", { bubbles: true })); // and so it is saved
}

function keep(name: string, text: string): void {
  try {
    if (text) localStorage.setItem(name, text);
    else localStorage.removeItem(name);
  } catch {
    // Storage is full or forbidden: the server's own saving is the rule, this was the net below it.
  }
}

function read(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function forget(name: string): void {
  keep(name, "");
}
