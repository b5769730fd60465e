// A request that failed says so, once: signed out, a page out of date, a house that does not answer.
export function tellTrouble(): void {
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail;
    tell(xhr.status === 401 ? "signed-out" : xhr.status === 403 ? "refused" : "unreached");
  });
  document.addEventListener("htmx:sendError", () => tell("unreached"));
  // A shared machine: what was kept here for one person is not the next one's to read.
  document.addEventListener("submit", (event) => {
    if (!(event.target as Element).matches("[data-forgets]")) return;
    for (const name of Object.keys(localStorage)) if (name.startsWith("parvis-draft:")) localStorage.removeItem(name);
  });
}

function tell(which: string): void {
  const words = document.getElementById(`trouble-${which}`) as HTMLTemplateElement | null;
  const toasts = document.getElementById("toasts");
  if (!words || !toasts || toasts.querySelector(`[data-trouble=${which}]`)) return;
  const toast = words.content.cloneNode(true) as DocumentFragment;
  toast.querySelector<HTMLElement>("[data-toast]")?.setAttribute("data-trouble", which);
  for (const link of toast.querySelectorAll<HTMLAnchorElement>("a")) {
    const here = location.pathname + location.search;
    link.href = link.dataset.onward === undefined ? here : `${link.getAttribute("href") ?? ""}?next=${encodeURIComponent(here)}`;
  }
  toasts.append(toast);
}
