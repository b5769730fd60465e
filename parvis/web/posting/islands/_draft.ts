// What is being written is kept by the house, a little after each pause: another day, another machine, it is there again.
const PAUSE = 1500;

export function keepDraft(composer: HTMLElement, box: HTMLTextAreaElement): void {
  const form = box.form;
  if (!form) return;
  const title = form.elements.namedItem("title");
  const line = composer.querySelector<HTMLElement>(".posting-kept");
  const words = () => JSON.stringify([title instanceof HTMLInputElement ? title.value : "", box.value]);
  let kept = words();
  let waiting: number | undefined;
  let leaving = false;

  async function keep(): Promise<void> {
    window.clearTimeout(waiting);
    waiting = undefined;
    const now = words();
    if (now === kept || leaving || !composer.dataset.draft) return;
    const answer = await fetch(composer.dataset.draft, { method: "POST", body: told(), keepalive: true }).catch(() => undefined);
    if (answer?.ok) kept = now;
    if (line) line.textContent = (answer?.ok ? composer.dataset.kept : composer.dataset.lost) ?? "";
    if (!answer?.ok) waiting = window.setTimeout(() => void keep(), PAUSE * 8);
  }

  function told(): URLSearchParams {
    const about = new URLSearchParams(composer.dataset.about ?? "");
    about.set("body", box.value);
    if (title instanceof HTMLInputElement) about.set("title", title.value);
    about.set("csrfmiddlewaretoken", form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    return about;
  }

  form.addEventListener("input", () => {
    if (line) line.textContent = "";
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => void keep(), PAUSE);
  });
  form.addEventListener("submit", () => {
    leaving = true;
    window.clearTimeout(waiting);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") void keep();
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && words() !== kept && box.value.trim()) event.preventDefault();
  });
}
