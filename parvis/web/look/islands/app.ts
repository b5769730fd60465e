// For members: the worker behind the pages, the way to install, and nothing left behind at signing out.
export {};

interface InstallEvent extends Event {
  prompt(): Promise<void>;
}

const manifest = document.querySelector<HTMLLinkElement>("link[rel=manifest]");
const home = manifest ? new URL(".", manifest.href).pathname : "";

if (home && "serviceWorker" in navigator) {
  void navigator.serviceWorker.register(`${home}sw.js`, { scope: home }).catch(() => undefined); // pages work without
}

// The browser says when the community can be installed: a line of the menu appears, nothing else.
window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  const line = document.querySelector<HTMLButtonElement>("[data-install]");
  if (!line) return;
  line.hidden = false;
  line.addEventListener("click", () => void (event as InstallEvent).prompt().then(() => (line.hidden = true)), { once: true });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset.left || new URL(form.action).pathname !== "/logout") return;
  event.preventDefault();
  form.dataset.left = "yes";
  void leave().finally(() => form.submit());
});

/** Copies of pages go, and this device is called no more. Half a second at most. */
async function leave(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(`parvis:${home}`));
  await Promise.all(names.map((name) => caches.delete(name)));
  const worker = await navigator.serviceWorker.getRegistration(home);
  const called = await worker?.pushManager?.getSubscription();
  await Promise.race([called?.unsubscribe(), new Promise((done) => setTimeout(done, 500))]);
}
