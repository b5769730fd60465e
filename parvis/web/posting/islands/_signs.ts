// Reactions and marks without leaving the page; their forms work without.
type Stand = Record<string, [number, boolean]>;

const posted = (button: HTMLButtonElement): Promise<Response | undefined> => {
  const told = new URLSearchParams();
  const token = button.form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
  told.set("csrfmiddlewaretoken", token?.value ?? "");
  told.set(button.name, button.value);
  return fetch(button.formAction, { method: "POST", body: told, headers: { Accept: "application/json" } }).catch(() => undefined);
};

export function listenForSigns(): void {
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.form?.id !== "verbs") return;
    const foot = button.closest<HTMLElement>("[data-post]");
    if (!foot || !(button.name === "kind" || button.dataset.mark !== undefined)) return;
    event.preventDefault();
    void (button.name === "kind" ? react(button, foot) : mark(button));
  });
}

async function react(button: HTMLButtonElement, foot: HTMLElement): Promise<void> {
  const answer = await posted(button);
  if (!answer?.ok) return;
  const menu = button.closest("details");
  if (menu) menu.open = false;
  draw(foot, (await answer.json()) as Stand);
  (menu ? menu.querySelector("summary") : foot.querySelector<HTMLElement>(`[data-signs] [value="${button.value}"]`) ?? foot.querySelector("summary"))?.focus();
}

// From the palette of the same post, whose buttons know the name of each sign.
function draw(foot: HTMLElement, stand: Stand): void {
  const signs = foot.querySelector<HTMLElement>("[data-signs]");
  if (!signs) return;
  const drawn: HTMLElement[] = [];
  for (const choice of foot.querySelectorAll<HTMLButtonElement>(".posting-palette button")) {
    const [count, mine] = stand[choice.value] ?? [0, false];
    if (!count) continue;
    const sign = choice.cloneNode(true) as HTMLButtonElement;
    sign.className = "button button-small posting-sign";
    sign.setAttribute("aria-pressed", String(mine));
    sign.setAttribute("aria-label", `${choice.getAttribute("aria-label")}, ${count}`);
    const text = sign.querySelector("span");
    if (text) text.textContent = `${text.textContent} ${count}`;
    drawn.push(sign);
  }
  signs.replaceChildren(...drawn);
}

async function mark(button: HTMLButtonElement): Promise<void> {
  const answer = await posted(button);
  if (!answer?.ok) return;
  const { kept } = (await answer.json()) as { kept: boolean };
  button.setAttribute("aria-pressed", String(kept));
}

export function listenForCopies(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-copy]") : null;
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void navigator.clipboard.writeText(link.href).then(() => {
      const text = link.querySelector("span");
      if (!text) return;
      const before = text.textContent;
      text.textContent = link.dataset.copy ?? "";
      window.setTimeout(() => (text.textContent = before), 2000);
    });
  });
}
