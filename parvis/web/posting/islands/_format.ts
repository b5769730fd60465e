// Marks of Markdown around what is selected, as if they were typed.
import { put } from "../../ui/islands/_text";

const AROUND: Record<string, [string, string]> = { bold: ["**", "**"], italic: ["*", "*"], spoiler: ["||", "||"], link: ["[", "](https://)"] };
const BEFORE: Record<string, string> = { quote: "> ", list: "- " };
const KEYS: Record<string, string> = { b: "bold", i: "italic", k: "link" };

export const shortcut = (event: KeyboardEvent): string | undefined =>
  (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey ? KEYS[event.key.toLowerCase()] : undefined;

export function format(box: HTMLTextAreaElement, kind: string, otherwise: string): void {
  const { selectionStart: start, selectionEnd: end, value } = box;
  const chosen = value.slice(start, end);
  const around = AROUND[kind];
  const before = BEFORE[kind];
  if (around) wrap(box, around[0], chosen || otherwise, around[1]);
  else if (before) lines(box, before);
  else if (chosen.includes("\n")) wrap(box, "```\n", chosen, "\n```");
  else wrap(box, "`", chosen || otherwise, "`");
}

// The words stay selected, so that a second mark, or other words, can follow at once.
function wrap(box: HTMLTextAreaElement, before: string, words: string, after: string): void {
  const start = box.selectionStart;
  put(box, start, box.selectionEnd, before + words + after);
  const link = after.indexOf("https://");
  if (link >= 0) box.setSelectionRange(start + before.length + words.length + link, start + before.length + words.length + after.length - 1);
  else box.setSelectionRange(start + before.length, start + before.length + words.length);
}

function lines(box: HTMLTextAreaElement, mark: string): void {
  const from = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
  const to = box.selectionEnd;
  const marked = box.value.slice(from, to).split("\n").map((line) => mark + line).join("\n");
  put(box, from, to, marked);
}
