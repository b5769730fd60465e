// What makes writing livelier: a toolbar, a look before sending, drafts that keep themselves, members by their first letters, quotes.
import { keepDraft } from "./_draft";
import { format, shortcut } from "./_format";
import { listenForPictures } from "./_pictures";
import { listenForNames } from "./_names";
import { listenForQuotes } from "./_quotes";

for (const composer of document.querySelectorAll<HTMLElement>("[data-composer]")) {
  const box = composer.querySelector("textarea");
  if (!box) continue;
  const words = composer.dataset.text ?? "";
  box.setSelectionRange(box.value.length, box.value.length); // a draft goes on where it ended
  composer.addEventListener("click", (event) => {
    const tool = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-format]") : null;
    if (tool) format(box, tool.dataset.format ?? "", words);
  });
  box.addEventListener("keydown", (event) => {
    const wanted = shortcut(event);
    if (!wanted) return;
    event.preventDefault();
    format(box, wanted, words);
  });
  box.form?.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!(pressed instanceof HTMLButtonElement) || pressed.name !== "preview") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void preview(composer, box);
  }, true);
  keepDraft(composer, box);
  listenForNames(composer, box);
  listenForQuotes(box);
  listenForPictures(composer, box);
}

async function preview(composer: HTMLElement, box: HTMLTextAreaElement): Promise<void> {
  const section = composer.querySelector<HTMLElement>("[data-shown]");
  const shown = section?.querySelector<HTMLElement>(".prose");
  if (!section || !shown) return;
  const told = new URLSearchParams(`${composer.dataset.about}`);
  told.set("body", box.value);
  told.set("csrfmiddlewaretoken", box.form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
  const answer = await fetch(composer.dataset.preview ?? "", { method: "POST", body: told }).catch(() => undefined);
  if (!answer?.ok) return;
  shown.innerHTML = await answer.text(); // sanitised by the server, with what members write
  section.hidden = false;
  section.focus();
}
