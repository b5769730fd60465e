// The yes of this device. The browser asks its own question after the button is pressed, never before.
export {};

const part = document.querySelector<HTMLElement>("[data-device]");
const button = part?.querySelector<HTMLButtonElement>("[data-allow]");
const line = part?.querySelector<HTMLElement>("[data-told]");

if (part && button) {
  part.querySelector("[data-needs]")?.remove();
  if ("serviceWorker" in navigator && "PushManager" in window && "Notification" in window) {
    button.hidden = false;
    button.addEventListener("click", () => void allow(part, button));
  } else {
    say(part.dataset.unable);
  }
}

async function allow(part: HTMLElement, button: HTMLButtonElement): Promise<void> {
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  const refused = await ask(part, button.form).catch(() => part.dataset.broken ?? "");
  if (!refused) return location.reload();
  button.removeAttribute("aria-disabled");
  say(refused);
}

/** Why not; "" = this device is called from now on. */
async function ask(part: HTMLElement, form: HTMLFormElement | null): Promise<string> {
  if ((await Notification.requestPermission()) !== "granted") return part.dataset.refused ?? "";
  const home = (part.dataset.worker ?? "").replace(/sw\.js$/, "");
  await navigator.serviceWorker.register(part.dataset.worker ?? "", { scope: home });
  const worker = await navigator.serviceWorker.ready;
  const key = part.dataset.key ?? "";
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const keys = made.toJSON().keys ?? {};
  const told = new FormData();
  told.set("endpoint", made.endpoint);
  told.set("key", keys.p256dh ?? "");
  told.set("secret", keys.auth ?? "");
  told.set("csrfmiddlewaretoken", form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
  const answer = await fetch(part.dataset.add ?? "", { method: "POST", body: told });
  if (answer.ok) return "";
  await made.unsubscribe();
  const said = (await answer.json().catch(() => ({}))) as { refused?: string };
  return said.refused ?? part.dataset.broken ?? "";
}

function say(text: string | undefined): void {
  if (!line) return;
  line.textContent = text ?? "";
  line.hidden = false;
}
