// One stream of events a page. An event of topic "cases" becomes `parvis:cases` on the body:
// elements refresh by hx-trigger="parvis:cases from:body"; one that cares for a single ref, by "parvis:cases:case:42 from:body".
// Without a server of events, nothing happens.
export function followEvents(): void {
  const address = document.body.dataset.events;
  if (!address) return;
  const heard = new Set([""]);
  let source: EventSource | undefined;
  const follow = (): void => {
    const topics = [...document.querySelectorAll<HTMLElement>("[data-live]")].flatMap((e) => (e.dataset.live ?? "").split(" "));
    for (const topic of topics.filter((one) => !heard.has(one))) {
      heard.add(topic);
      source ??= open(address);
      source.addEventListener(topic, (event) => tell(topic, (event as MessageEvent<string>).data));
    }
  };
  follow();
  document.addEventListener("htmx:afterSettle", follow); // what was opened since may care for other topics
}

function open(address: string): EventSource {
  const source = new EventSource(address);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) document.body.dataset.offline = "";
  });
  addEventListener("pagehide", () => source.close());
  return source;
}

function tell(topic: string, ref: string): void {
  document.body.dispatchEvent(new CustomEvent(`parvis:${topic}`));
  if (ref) document.body.dispatchEvent(new CustomEvent(`parvis:${topic}:${ref}`));
}
