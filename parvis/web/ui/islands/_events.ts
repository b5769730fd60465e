// One stream of events a page. An event of topic "cases" becomes `parvis:cases` on the body:
// elements refresh by hx-trigger="parvis:cases from:body"; one that cares for a single ref, by "parvis:cases:case:42 from:body".
// Without a server of events, nothing happens.
export function followEvents(): void {
  const address = document.body.dataset.events;
  const topics = new Set([...document.querySelectorAll<HTMLElement>("[data-live]")].flatMap((e) => (e.dataset.live ?? "").split(" ")));
  topics.delete("");
  if (!address || topics.size === 0) return;
  const source = new EventSource(address);
  for (const topic of topics) {
    source.addEventListener(topic, (event) => {
      const ref = refOf((event as MessageEvent<string>).data);
      document.body.dispatchEvent(new CustomEvent(`parvis:${topic}`));
      if (ref) document.body.dispatchEvent(new CustomEvent(`parvis:${topic}:${ref}`));
    });
  }
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) document.body.dataset.offline = "";
  });
  addEventListener("pagehide", () => source.close());
}

function refOf(data: string): string {
  try {
    return String((JSON.parse(data) as { ref?: unknown }).ref ?? "");
  } catch {
    return "";
  }
}
