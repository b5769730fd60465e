// "Quote" puts the post, or what is selected of it, into the answer that is being written: nothing is lost by leaving the page.
import { put } from "../../ui/islands/_text";

export function listenForQuotes(box: HTMLTextAreaElement): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-quotes]") : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const words = link.closest("article")?.querySelector<HTMLElement>(".forum-words");
    if (!words) return;
    event.preventDefault();
    const menu = link.closest("details");
    if (menu) menu.open = false;
    const parent = box.form?.elements.namedItem("parent");
    if (parent instanceof HTMLInputElement) parent.value = link.closest<HTMLElement>("[data-post]")?.dataset.post ?? "";
    const before = box.value.slice(0, box.selectionStart);
    const gap = !before || before.endsWith("\n\n") ? "" : "\n\n";
    put(box, box.selectionStart, box.selectionEnd, gap + quoted(link.dataset.name ?? "", link.dataset.quotes ?? "", said(words)));
  });
}

// As the server writes it (`rules.quoting`).
function quoted(name: string, where: string, text: string): string {
  const told = name.replace(/[\\[\]*_`|<>]/g, "\\$&");
  const lines = text.trim().slice(0, 2000).split("\n").map((line) => `> ${line}`.trimEnd());
  return [`> [${told}](${where})`, ">", ...lines].join("\n") + "\n\n";
}

function said(words: HTMLElement): string {
  const selection = getSelection();
  if (selection && !selection.isCollapsed && selection.rangeCount && words.contains(selection.getRangeAt(0).commonAncestorContainer)) {
    return selection.toString();
  }
  const own = [...words.children].filter((child) => child.tagName !== "BLOCKQUOTE");
  return own.map((child) => (child instanceof HTMLElement ? child.innerText : "")).join("\n\n").trim();
}
