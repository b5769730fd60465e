// What makes reading livelier: spoilers that open, signs put in place, links copied.
import { readOn } from "./_flow";
import { listenForCopies, listenForSigns } from "./_signs";

function show(target: EventTarget | null): boolean {
  const hidden = target instanceof Element ? target.closest<HTMLElement>(".spoiler:not(.shown)") : null;
  if (!hidden) return false;
  hidden.classList.add("shown");
  return true;
}

document.addEventListener("click", (event) => {
  if (show(event.target)) event.preventDefault();
});
document.addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && show(event.target)) event.preventDefault();
});
listenForSigns();
listenForCopies();
readOn();
