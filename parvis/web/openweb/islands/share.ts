// Copying an address, and the device's own way of passing it on. Without script, the address stands there to be copied.

const box = document.querySelector<HTMLElement>("[data-share]");
const address = box?.querySelector("input")?.value ?? "";
const copy = box?.querySelector<HTMLButtonElement>("[data-copying]");
const send = box?.querySelector<HTMLButtonElement>("[data-sharing]");
const told = box?.querySelector<HTMLElement>("[data-told]");

if (box && copy && "clipboard" in navigator) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address);
    const said = copy.querySelector("span");
    if (said) said.textContent = copy.dataset.copied ?? "";
    if (told) told.textContent = copy.dataset.copied ?? "";
  });
}

if (box && send && "share" in navigator) {
  send.hidden = false;
  send.addEventListener("click", () => {
    // Closing the device's sheet is no error.
    navigator.share({ title: box.dataset.title, url: address }).catch(() => undefined);
  });
}

export {};
