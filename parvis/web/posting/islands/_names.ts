// @ and the first letters of a handle or a name: members who may read there.
import { type Choice, close, offer } from "../../ui/islands/_chooser";
import { put, wordBefore } from "../../ui/islands/_text";

interface Named {
  handle: string;
  name: string;
}

const PAUSE = 150;

export function listenForNames(composer: HTMLElement, box: HTMLTextAreaElement): void {
  let waiting: number | undefined;
  let asked = 0;
  composer.dataset.chooser = "";
  box.addEventListener("input", () => {
    window.clearTimeout(waiting);
    const begun = wordBefore(box, /(?:^|[\s(«“"])(@[\p{L}\p{N}_.-]{1,39})$/u);
    if (!begun) {
      asked += 1;
      return close();
    }
    waiting = window.setTimeout(() => void ask(begun.text.slice(1)), PAUSE);
  });

  async function ask(begun: string): Promise<void> {
    const mine = (asked += 1);
    const about = new URLSearchParams(composer.dataset.about ?? "");
    about.set("begun", begun);
    const answer = await fetch(`${composer.dataset.names}?${about}`, { headers: { Accept: "application/json" } }).catch(() => undefined);
    if (!answer?.ok || mine !== asked) return;
    const found = ((await answer.json()) as { names: Named[] }).names;
    if (mine !== asked || document.activeElement !== box) return;
    if (found.length) offer(box, found.map(choice), composer.dataset.members ?? "@");
    else close();
  }

  function choice(one: Named): Choice {
    const take = () => {
      const begun = wordBefore(box, /(@[\p{L}\p{N}_.-]{1,39})$/u);
      if (begun) put(box, begun.start, box.selectionStart, `@${one.handle} `);
    };
    return { label: one.name, note: `@${one.handle}`, preview: "", take };
  }
}
