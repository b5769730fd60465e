// Menus are <details data-menu>: they open without us. We close them: outside click, Escape, focus gone elsewhere.
export function tendMenus(): void {
  const opened = () => document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    for (const menu of opened()) if (!menu.contains(target)) menu.open = false;
    const opener = target.closest<HTMLElement>("[data-opens]");
    if (opener) open(opener.dataset.opens ?? "");
    if (target.closest("[data-dismiss]")) target.closest("[data-toast]")?.remove();
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of opened()) if (!menu.contains(event.target as Node)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of opened()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

function open(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

// A message of success leaves by itself; a problem stays until it is read.
export function tendToasts(): void {
  const tend = () => {
    for (const toast of document.querySelectorAll<HTMLElement>("[data-toast]:not([data-tended])")) {
      toast.dataset.tended = "";
      if (!toast.matches(".toast-error, .toast-warning")) setTimeout(() => toast.remove(), 6000);
    }
  };
  tend();
  document.addEventListener("htmx:afterSettle", tend);
}
