// Ready answers: / or ; at the beginning of a word opens them, letters sift them. Their texts come filled in from the server.
import { type Choice, close, offer } from "../../ui/islands/_chooser";
import { fold, put, wordBefore } from "../../ui/islands/_text";

interface Macro {
  id: number;
  name: string;
  text: string;
  does: string;
  mine: boolean;
}
interface Htmx {
  ajax: (verb: string, path: string, context: object) => Promise<void>;
}
const known = new Map<string, Promise<Macro[]>>();
const MOST = 8;

export function listenForMacros(): void {
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (box instanceof HTMLTextAreaElement && box.dataset.macros) void sift(box, box.dataset.macros);
  });
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    if (target.closest("[data-drop]")) follow("", "");
    const opener = target.closest<HTMLElement>("#macros-open");
    const box = document.querySelector<HTMLTextAreaElement>("#reply");
    if (!opener || !box?.dataset.macros || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    box.focus();
    put(box, box.selectionStart, box.selectionStart, /(^|\s)$/.test(box.value.slice(0, box.selectionStart)) ? "/" : " /");
  });
}

async function sift(box: HTMLTextAreaElement, address: string): Promise<void> {
  const word = wordBefore(box, /(?:^|\s)([/;][^\s/;][^/;\n]{0,30}|[/;])$/);
  // "; " and "/ " are punctuation, in French at every turn.
  if (!word || (word.text[0] === ";" && !/(^|\n)$/.test(box.value.slice(0, word.start)))) return close();
  if (!known.has(address)) known.set(address, ask(address));
  const all = await known.get(address);
  if (!all || document.activeElement !== box) return;
  const asked = fold(word.text.slice(1)).split(" ").filter(Boolean);
  const fitting = all.filter((one) => asked.every((part) => fold(`${one.name} ${one.text}`).includes(part)));
  const first = (one: Macro) => (fold(one.name).startsWith(asked[0] ?? "") ? 0 : 1);
  fitting.sort((a, b) => first(a) - first(b));
  const choices = fitting.slice(0, MOST).map((one): Choice => ({
    label: one.name,
    note: one.does,
    preview: one.text,
    take: () => take(box, word.start, one, address),
  }));
  if (choices.length) offer(box, choices, document.getElementById("macros-open")?.textContent?.trim() ?? "");
  else close();
}

async function ask(address: string): Promise<Macro[]> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => undefined);
  if (!answer?.ok) {
    known.delete(address);
    return [];
  }
  return ((await answer.json()) as { macros: Macro[] }).macros;
}

function take(box: HTMLTextAreaElement, start: number, macro: Macro, address: string): void {
  put(box, start, box.selectionStart, macro.text);
  if (macro.text) return follow(macro.does ? String(macro.id) : "", macro.does);
  const htmx = (window as unknown as { htmx?: Htmx }).htmx;
  void htmx?.ajax("POST", `${address}/${macro.id}${location.search}`, { target: "#case", swap: "outerHTML" });
}

// What is done with the case when the answer leaves.
function follow(id: string, does: string): void {
  const line = document.getElementById("macro-follows");
  const field = line?.querySelector<HTMLInputElement>("input[name=macro]");
  const words = line?.querySelector<HTMLElement>("[data-does]");
  if (!line || !field || !words) return;
  field.value = id;
  words.textContent = does;
  line.hidden = !id;
}

document.addEventListener("htmx:afterSettle", () => known.clear());
