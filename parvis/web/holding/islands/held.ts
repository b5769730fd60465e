// Through the posts by keyboard: j and k go on and back, x chooses. Choosing all is one box.
const held = document.querySelector<HTMLFormElement>("[data-holding]");
const boxes = [...(held?.querySelectorAll<HTMLInputElement>("[name=post]") ?? [])];
const all = held?.querySelector<HTMLInputElement>("[data-all]");

function told(): void {
  if (!all) return;
  const chosen = boxes.filter((box) => box.checked).length;
  all.checked = chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
});
held?.addEventListener("change", (event) => {
  if (event.target !== all) told();
});
document.addEventListener("keydown", (event) => {
  const at = document.activeElement;
  const writing = at instanceof HTMLElement && at.matches("input:not([type=checkbox]), textarea, select");
  if (writing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const here = boxes.findIndex((box) => box === at);
  if (event.key === "j" || event.key === "k") {
    const next = boxes[Math.min(Math.max(here + (event.key === "j" ? 1 : -1), 0), boxes.length - 1)];
    next?.focus();
    next?.closest("li")?.scrollIntoView({ block: "nearest" });
  } else if (event.key === "x" && here >= 0) {
    boxes[here]?.click();
  } else return;
  event.preventDefault();
});
