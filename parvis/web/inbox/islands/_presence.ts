// Signs of life of an open case, and where colleagues are. In seconds: a sign each ten, "writing" until twenty after a letter.
const SIGN = 10_000;
const STILL_TYPING = 15_000;

interface Told {
  [id: string]: { text: string; typing: boolean };
}
let address = "";
let typed = 0;
let told = "";

const headers = (): Record<string, string> => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
const shown = () => [...document.querySelectorAll<HTMLElement>("[data-here]")].map((slot) => slot.dataset.here ?? "");
const current = () => document.querySelector<HTMLElement>("#case[data-presence]");

export function giveSigns(): void {
  follow();
  document.addEventListener("htmx:afterSettle", follow);
  document.body.addEventListener("parvis:presence", () => void look());
  setInterval(() => void sign(), SIGN);
  document.addEventListener("input", (event) => {
    if (!(event.target as Element).matches("#reply")) return;
    typed = (event.target as HTMLTextAreaElement).value ? Date.now() : 0;
    if (told !== state()) void sign();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : void sign()));
  addEventListener("pagehide", leave);
}

const state = () => `${address} ${Date.now() - typed < STILL_TYPING}`;

function follow(): void {
  const now = current()?.dataset.presence ?? "";
  if (!document.querySelector<HTMLTextAreaElement>("#reply")?.value) typed = 0; // sent, or thrown away
  if (now === address) return void (told === state() ? look() : sign());
  leave();
  address = now;
  typed = 0;
  void sign();
}

async function sign(): Promise<void> {
  if (!address || document.hidden) return;
  told = state();
  const body = new URLSearchParams({ typing: told.endsWith("true") ? "1" : "0", cases: shown().join() });
  await paint(fetch(address, { method: "POST", body, headers: { ...headers(), Accept: "application/json" } }));
}

async function look(): Promise<void> {
  const list = document.querySelector<HTMLElement>("[data-presence-of]");
  const cases = [current()?.dataset.case ?? "", ...shown()].filter(Boolean);
  if (!list || !cases.length) return;
  await paint(fetch(`${list.dataset.presenceOf ?? ""}?cases=${cases.join()}`, { headers: { Accept: "application/json" } }));
}

function leave(): void {
  if (!address) return;
  told = "";
  const body = new URLSearchParams({ leave: "1" });
  void fetch(address, { method: "POST", body, keepalive: true, headers: headers() }).catch(() => undefined);
}

// Presence that fails costs nobody their work: the marks stay as they are.
async function paint(asked: Promise<Response>): Promise<void> {
  const answer = await asked.catch(() => undefined);
  if (answer?.status === 401) address = ""; // signed out: nobody is here
  if (!answer?.ok || answer.status === 204) return;
  const found = (await answer.json()) as Told;
  for (const slot of document.querySelectorAll<HTMLElement>("[data-here]")) mark(slot, found[slot.dataset.here ?? ""]);
  const line = document.getElementById("here");
  const here = found[current()?.dataset.case ?? ""]?.text ?? "";
  if (line && line.textContent !== here) line.textContent = here;
}

function mark(slot: HTMLElement, here: { text: string; typing: boolean } | undefined): void {
  const before = slot.title + String("typing" in slot.dataset);
  if (before === (here?.text ?? "") + String(here?.typing ?? false)) return;
  slot.title = here?.text ?? "";
  slot.toggleAttribute("data-typing", here?.typing ?? false);
  slot.replaceChildren();
  if (!here) return;
  const sign = document.getElementById(here.typing ? "sign-typing" : "sign-looking") as HTMLTemplateElement | null;
  if (sign) slot.append(sign.content.cloneNode(true));
  const words = document.createElement("span");
  words.className = "visually-hidden";
  words.textContent = here.text;
  slot.append(words);
}
