// Pictures chosen, dropped or pasted go up at once; what they show is asked for where they stand in the text.
import { put } from "../../ui/islands/_text";

export function listenForPictures(composer: HTMLElement, box: HTMLTextAreaElement): void {
  const input = composer.querySelector<HTMLInputElement>("input[type=file]");
  const line = composer.querySelector<HTMLElement>(".posting-told");
  composer.querySelector("[data-bring]")?.addEventListener("click", () => input?.click());
  input?.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    input.value = ""; // goes up now, not with the form
    void bring(chosen);
  });
  box.addEventListener("paste", (event) => {
    const pasted = pictures(event.clipboardData);
    if (!pasted.length || event.clipboardData?.types.includes("text/plain")) return;
    event.preventDefault();
    void bring(pasted);
  });
  box.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  box.addEventListener("drop", (event) => {
    const dropped = pictures(event.dataTransfer);
    if (!dropped.length) return;
    event.preventDefault();
    void bring(dropped);
  });

  async function bring(files: File[]): Promise<void> {
    for (const file of files) {
      say(composer.dataset.bringing ?? "", false);
      const told = new FormData();
      told.set("picture", file);
      told.set("csrfmiddlewaretoken", box.form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
      const answer = await fetch(composer.dataset.picture ?? "", { method: "POST", body: told }).catch(() => undefined);
      const said = (await answer?.json().catch(() => undefined)) as { address?: string; refused?: string } | undefined;
      if (!said?.address) {
        say(said?.refused ?? composer.dataset.lostPicture ?? "", true);
        return;
      }
      insert(said.address);
      say(composer.dataset.brought ?? "", false);
    }
  }

  // What it shows stands selected: one types it at once.
  function insert(address: string): void {
    const at = box.selectionEnd;
    const gap = !at || box.value.slice(0, at).endsWith("\n") ? "" : "\n";
    const asked = composer.dataset.describe ?? "";
    put(box, at, at, `${gap}![${asked}](${address})\n`);
    box.setSelectionRange(at + gap.length + 2, at + gap.length + 2 + asked.length);
  }

  function say(words: string, wrong: boolean): void {
    if (!line) return;
    line.textContent = words;
    line.classList.toggle("field-error", wrong);
  }
}

const pictures = (data: DataTransfer | null): File[] => [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/"));
