// `data-key="g i"` on a link or a button presses it, on a field or a list entry focuses it. The page is the only keymap.
const PAUSE = 1200;

export function listenToKeys(): void {
  let before = "";
  let since = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Shift") return;
    const chord = Date.now() - since < PAUSE && before ? `${before} ${event.key}` : event.key;
    const found = owner(chord) ?? owner(event.key);
    before = found ? "" : event.key;
    since = Date.now();
    if (!found) return;
    event.preventDefault();
    press(found);
  });
}

function writing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));
}

function owner(key: string): HTMLElement | undefined {
  const all = document.querySelectorAll<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
  return [...all].find((element) => element.matches("[data-opens], [data-pressable]") || element.checkVisibility());
}

function press(element: HTMLElement): void {
  if (element.matches("input, textarea, select")) {
    element.focus();
    if (element instanceof HTMLInputElement) element.select();
    if (element instanceof HTMLTextAreaElement) element.setSelectionRange(element.value.length, element.value.length);
    return;
  }
  element.click();
  const menu = element.closest("details[data-menu]");
  if (element.matches("summary") && menu) menu.querySelector<HTMLElement>(".menu-panel :is(a, button, input:not([type=hidden]), select, textarea)")?.focus();
}
