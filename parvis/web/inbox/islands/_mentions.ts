// @ in a note: colleagues by the first letters of their name.
import { type Choice, close, offer } from "../../ui/islands/_chooser";
import { fold, put, wordBefore } from "../../ui/islands/_text";

export function listenForMentions(): void {
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLTextAreaElement) || !box.dataset.callable) return;
    const word = wordBefore(box, /(?:^|[\s(«“"])(@[\p{L}\p{N}.-]{0,40})$/u);
    if (!word) return close();
    const asked = fold(word.text.slice(1));
    const team = JSON.parse(box.dataset.callable) as [string, string][];
    const fitting = team.filter(([handle, name]) => handle.startsWith(asked) || fold(name).split(/[\s-]+/).some((part) => part.startsWith(asked)));
    const choices = fitting.slice(0, 8).map(([handle, name]): Choice => ({
      label: name,
      note: `@${handle}`,
      preview: "",
      take: () => put(box, word.start, box.selectionStart, `@${handle} `),
    }));
    if (choices.length) offer(box, choices, "@");
    else close();
  });
}
