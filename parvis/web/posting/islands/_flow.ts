// Reading on without turning pages: the next one comes when the end is near, and the address follows what is before the eyes.
// The pages stay: each has its address, and after a few the reader turns them again.
const MOST = 8;
const NEAR = "0px 0px 900px 0px";

export function readOn(): void {
  const posts = document.querySelector<HTMLElement>(".forum-posts");
  const foot = document.querySelector<HTMLElement>("[data-next]");
  if (!posts || !foot) return;
  const marks: { at: HTMLElement; address: string; title: string }[] = [];
  const first = { address: location.href, title: document.title };
  let loading = false;
  let moved = false;
  let left = MOST;

  const near = new IntersectionObserver((seen) => {
    if (seen.some((one) => one.isIntersecting)) void more();
  }, { rootMargin: NEAR });
  near.observe(foot);
  addEventListener("scroll", follow, { passive: true });
  // Only who scrolls by hand reads on: a link to the form below does not fetch all that stands before it.
  for (const way of ["wheel", "touchmove", "keydown"]) {
    addEventListener(way, () => {
      if (moved) return;
      moved = true;
      near.unobserve(foot);
      near.observe(foot);
    }, { passive: true });
  }

  async function more(): Promise<void> {
    const next = foot?.querySelector<HTMLAnchorElement>("a[rel=next]");
    if (!next || loading || !moved || !left || document.activeElement?.closest("[data-answer]")) return;
    loading = true;
    const answer = await fetch(next.href).catch(() => undefined);
    const page = answer?.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined;
    loading = false;
    if (page) take(page, next.href);
  }

  function take(page: Document, address: string): void {
    const line = document.createElement("li");
    line.className = "posting-page small muted";
    line.textContent = page.querySelector("[data-next] [aria-current]")?.getAttribute("aria-label") ?? "";
    posts?.append(line, ...page.querySelectorAll(".forum-posts > li"));
    const below = page.querySelector("[data-next]");
    if (below) foot?.replaceChildren(...below.childNodes);
    marks.push({ at: line, address, title: page.title });
    left -= 1;
    if (foot) {
      near.unobserve(foot); // and again: where the page was short, its end is near still
      near.observe(foot);
    }
  }

  function follow(): void {
    const here = marks.filter((mark) => mark.at.getBoundingClientRect().top < innerHeight / 2).at(-1) ?? first;
    if (location.href.split("#")[0] === here.address.split("#")[0]) return;
    history.replaceState(history.state, "", here.address);
    document.title = here.title;
  }
}
