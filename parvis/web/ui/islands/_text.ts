// Words in a text box: the one that is being written, and another in its place.
export function wordBefore(box: HTMLTextAreaElement, shape: RegExp): { text: string; start: number } | undefined {
  if (box.selectionStart !== box.selectionEnd) return undefined;
  const before = box.value.slice(0, box.selectionStart);
  const text = shape.exec(before)?.[1];
  return text === undefined ? undefined : { text, start: before.length - text.length };
}

// As if it was typed: undoing takes it back, and autosave hears of it.
export function put(box: HTMLTextAreaElement, start: number, end: number, text: string): void {
  box.focus();
  box.setSelectionRange(start, end);
  // Deprecated and without a successor: the only way that leaves the browser's own undo whole.
  if (!(text ? document.execCommand("insertText", false, text) : document.execCommand("delete"))) {
    box.setRangeText(text, start, end, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
