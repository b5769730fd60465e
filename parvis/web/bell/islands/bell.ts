// The bell of an open page hears that something was told, and asks, with its reader's own rights, how much. A little later than
// it hears, each page at its own moment: a thousand readers of one topic do not ask at once. Hidden pages do not listen.
export {};

const SPREAD = 2500;

const bell = document.querySelector<HTMLAnchorElement>("a[data-bell]");
let source: EventSource | undefined;
let waiting: number | undefined;

async function ask(): Promise<void> {
  waiting = undefined;
  const answer = await fetch(bell?.dataset.bell ?? "", { headers: { Accept: "application/json" } }).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  show(((await answer.json()) as { unread: number }).unread);
}

function show(unread: number): void {
  const count = bell?.querySelector<HTMLElement>(".bell-count");
  if (!bell || !count) return;
  const said = unread > 99 ? "99+" : String(unread);
  count.textContent = said;
  count.hidden = unread === 0;
  bell.setAttribute("aria-label", unread ? (bell.dataset.one ?? "").replace("%n%", said) : (bell.dataset.none ?? ""));
}

function follow(): void {
  if (document.visibilityState === "hidden" || !bell?.dataset.live) {
    source?.close();
    source = undefined;
    return;
  }
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource(bell.dataset.live);
  source.addEventListener("notice", () => {
    waiting ??= window.setTimeout(() => void ask(), Math.random() * SPREAD);
  });
}

if (bell) {
  follow();
  document.addEventListener("visibilitychange", () => {
    follow();
    if (document.visibilityState === "visible") waiting ??= window.setTimeout(() => void ask(), 0);
  });
  addEventListener("pagehide", () => source?.close());
}
