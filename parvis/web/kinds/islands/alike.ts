// While a title is being typed: topics that say about the same. Without script the server shows them after sending.

type Found = { alike: { title: string; href: string; state: string }[] };

const box = document.querySelector<HTMLElement>("[data-alike]");
const title = box?.closest("form")?.elements.namedItem("title");
const PAUSE = 350;
let waiting = 0;
let asked = "";

if (box && title instanceof HTMLInputElement) {
  title.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void look(box, title.value.trim()), PAUSE);
  });
}

async function look(where: HTMLElement, words: string): Promise<void> {
  if (words === asked || words.length < 5) return;
  asked = words;
  const answer = await fetch(`${where.dataset.alike}?${new URLSearchParams({ title: words })}`);
  if (!answer.ok || words !== asked) return;
  show(where, (await answer.json()) as Found);
}

function show(where: HTMLElement, found: Found): void {
  where.replaceChildren();
  if (!found.alike.length) return;
  const heading = document.createElement("strong");
  heading.textContent = where.dataset.alikeSays ?? "";
  const list = document.createElement("ul");
  for (const one of found.alike) {
    const link = document.createElement("a");
    link.href = one.href;
    link.textContent = one.title;
    link.dir = "auto";
    link.target = "_blank";
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  const sure = document.createElement("input");
  Object.assign(sure, { type: "hidden", name: "sure", value: "1" });
  const notice = document.createElement("div");
  notice.className = "notice notice-info kinds-alike-found";
  const body = document.createElement("div");
  body.append(heading, list);
  notice.append(body);
  where.append(notice, sure);
}
