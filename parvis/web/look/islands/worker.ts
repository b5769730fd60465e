// Stands behind the pages of one community: what was read last in public opens without a network, and calls are shown.
//
// Of a page it keeps only what a passer-by would be given, asked for without any cookie: nothing that a member alone may read,
// nor anything of a member, is ever in its copies.
export {};

interface Told {
  base: string;
  offline: string;
  shell: string[];
  version: string;
}
interface Lasting extends Event {
  waitUntil(what: Promise<unknown>): void;
}
interface Asked extends Lasting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushed extends Lasting {
  data: { json(): unknown } | null;
}
interface Pressed extends Lasting {
  notification: Notification;
}
interface Window_ {
  url: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}
interface Scope {
  TOLD: Told;
  addEventListener(name: string, heard: (event: never) => void): void;
  skipWaiting(): Promise<void>;
  clients: {
    claim(): Promise<void>;
    matchAll(which: { type: "window" }): Promise<Window_[]>;
    openWindow(url: string): Promise<unknown>;
  };
  registration: { showNotification(title: string, more: NotificationOptions): Promise<void> };
}

const scope = self as unknown as Scope;
const told = scope.TOLD;
const SHELL = `parvis:${told.base}shell:${told.version}`;
const PAGES = `parvis:${told.base}pages`;
const MOST = 30;

scope.addEventListener("install", (event: Lasting) => {
  event.waitUntil(stock());
});

scope.addEventListener("activate", (event: Lasting) => {
  event.waitUntil(tidy());
});

scope.addEventListener("fetch", (event: Asked) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith("/static/dist/assets/") || told.shell.includes(url.pathname)) event.respondWith(file(request));
});

scope.addEventListener("push", (event: Pushed) => {
  const said = (event.data?.json() ?? {}) as { title?: string; body?: string; url?: string; tag?: string };
  const icon = told.shell.find((one) => one.endsWith(".png"));
  const more = { body: said.body ?? "", tag: said.tag ?? "", data: said.url ?? "", ...(icon ? { icon } : {}) };
  event.waitUntil(scope.registration.showNotification(said.title ?? "", more));
});

scope.addEventListener("notificationclick", (event: Pressed) => {
  event.notification.close();
  const where = new URL(String(event.notification.data), location.origin);
  const ours = where.origin === location.origin && where.pathname.startsWith(told.base);
  event.waitUntil(open(ours ? where.href : new URL(told.base, location.origin).href));
});

async function stock(): Promise<void> {
  const cache = await caches.open(SHELL);
  await Promise.all(told.shell.map((one) => cache.add(new Request(one, { credentials: "omit", cache: "reload" }))));
  await scope.skipWaiting();
}

async function tidy(): Promise<void> {
  const stale = (await caches.keys()).filter((name) => name.startsWith(`parvis:${told.base}`) && name !== SHELL && name !== PAGES);
  await Promise.all(stale.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

async function page(event: Asked, url: URL): Promise<Response> {
  try {
    const answer = await fetch(event.request);
    if (answer.ok && !answer.redirected && url.pathname.startsWith(`${told.base}t/`)) event.waitUntil(keep(url));
    return answer;
  } catch {
    const kept = await (await caches.open(PAGES)).match(bare(url));
    return kept ?? (await caches.match(told.offline)) ?? Response.error();
  }
}

/** As a passer-by is given it. What passers-by may not read is not kept, and what they no longer may is let go. */
async function keep(url: URL): Promise<void> {
  const pages = await caches.open(PAGES);
  const answer = await fetch(bare(url), { credentials: "omit", cache: "no-cache" });
  await pages.delete(bare(url));
  if (!answer.ok || answer.redirected) return;
  await pages.put(bare(url), answer);
  const kept = await pages.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST)).map((one) => pages.delete(one)));
}

async function file(request: Request): Promise<Response> {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.headers.get("Cache-Control")?.includes("immutable")) await shell.put(request, answer.clone());
  return answer;
}

function bare(url: URL): string {
  const page = url.searchParams.get("page");
  return url.origin + url.pathname + (page ? `?page=${encodeURIComponent(page)}` : "");
}

async function open(where: string): Promise<void> {
  const [first] = (await scope.clients.matchAll({ type: "window" })).filter((one) => new URL(one.url).pathname.startsWith(told.base));
  if (!first) return void (await scope.clients.openWindow(where));
  await first.navigate(where);
  await first.focus();
}
