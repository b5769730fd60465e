// A list of choices at a text box, by keyboard: arrows, Enter or Tab take one, Escape goes on writing. The box keeps the focus.
export interface Choice {
  label: string;
  note: string;
  preview: string;
  take: () => void;
}

let open: { box: HTMLTextAreaElement; list: HTMLUListElement; preview: HTMLElement; at: number; choices: Choice[] } | undefined;

export function offer(box: HTMLTextAreaElement, choices: Choice[], label: string): void {
  const at = open?.box === box ? Math.min(open.at, choices.length - 1) : 0;
  close();
  const host = box.closest<HTMLElement>("[data-chooser]");
  if (!host || !choices.length) return;
  const list = document.createElement("ul");
  list.id = `${box.id}-choices`;
  list.className = "choices";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  choices.forEach((choice, index) => list.append(entry(choice, index, box.id)));
  const preview = document.createElement("p");
  preview.className = "choices-preview";
  const panel = document.createElement("div");
  panel.className = "choices-panel";
  panel.dataset.choices = "";
  panel.append(list, preview);
  host.append(panel);
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-autocomplete", "list");
  open = { box, list, preview, at: 0, choices };
  show(Math.max(at, 0));
}

export function close(): void {
  document.querySelectorAll("[data-choices]").forEach((panel) => panel.remove());
  open?.box.removeAttribute("aria-activedescendant");
  open?.box.removeAttribute("aria-controls");
  open = undefined;
}

function entry(choice: Choice, index: number, id: string): HTMLLIElement {
  const item = document.createElement("li");
  item.id = `${id}-choice-${index}`;
  item.className = "choice";
  item.setAttribute("role", "option");
  const label = document.createElement("span");
  label.textContent = choice.label;
  const note = document.createElement("span");
  note.className = "choice-note";
  note.textContent = choice.note;
  item.append(label, note);
  item.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the box keeps the focus
    close();
    choice.take();
  });
  return item;
}

function show(at: number): void {
  if (!open) return;
  open.at = at;
  [...open.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
  open.list.children[at]?.scrollIntoView({ block: "nearest" });
  open.box.setAttribute("aria-activedescendant", `${open.box.id}-choice-${at}`);
  open.preview.textContent = open.choices[at]?.preview ?? "";
  open.preview.hidden = !open.preview.textContent;
}

// Before all other keys: Enter here takes a choice, it does not send; Escape closes the list, not the menu around it.
document.addEventListener(
  "keydown",
  (event) => {
    if (!open || event.target !== open.box || event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = open.choices.length - 1;
    if (event.key === "ArrowDown") show(open.at === last ? 0 : open.at + 1);
    else if (event.key === "ArrowUp") show(open.at === 0 ? last : open.at - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" || event.key === "Tab") {
      const chosen = open.choices[open.at];
      close();
      chosen?.take();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);
document.addEventListener("focusout", (event) => {
  if (open && event.target === open.box) close();
});
