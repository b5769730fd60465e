// What makes reading and answering livelier; every page works without it.

const form = document.querySelector<HTMLFormElement>("form[data-answer]");

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-answers]") : null;
  if (!link) return;
  const parent = form?.elements.namedItem("parent");
  if (parent instanceof HTMLInputElement) parent.value = link.dataset.answers ?? "";
  form?.querySelector("textarea")?.focus();
});

// One click sends one answer: the key of the form makes the second harmless, this makes it needless.
form?.addEventListener("submit", () => {
  form.querySelector("button[type=submit]")?.setAttribute("aria-disabled", "true");
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu][open]")) {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  }
});
