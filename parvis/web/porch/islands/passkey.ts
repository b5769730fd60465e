// A passkey is made or shown by the browser alone: we ask the house for a challenge, hand it over, and send the answer.
type Told = Record<string, unknown>;

const bytes = (text: string): ArrayBuffer => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
};

const text = (buffer: ArrayBuffer | null | undefined): string | undefined =>
  buffer
    ? btoa(String.fromCharCode(...new Uint8Array(buffer)))
        .replace(/\+/g, "-")
        .replace(/\//g, "_")
        .replace(/=+$/, "")
    : undefined;

// As JSON has it → as the browser wants it: three kinds of fields hold bytes.
function unpacked(options: Told): Told {
  const listed = (list: unknown) => (list as Told[] | undefined)?.map((one) => ({ ...one, id: bytes(one.id as string) }));
  const made: Told = { ...options, challenge: bytes(options.challenge as string) };
  if (options.user) made.user = { ...(options.user as Told), id: bytes((options.user as Told).id as string) };
  if (options.excludeCredentials) made.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) made.allowCredentials = listed(options.allowCredentials);
  return made;
}

function packed(key: PublicKeyCredential): Told {
  const response = key.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  return {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    authenticatorAttachment: key.authenticatorAttachment,
    clientExtensionResults: key.getClientExtensionResults(),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

async function ask(form: HTMLFormElement): Promise<void> {
  const answer = await fetch(form.dataset.options ?? "", {
    method: "POST",
    headers: { "X-CSRFToken": form.dataset.token ?? "" },
    credentials: "same-origin",
  });
  if (!answer.ok || answer.redirected) return say(form, "[data-said-unreachable]");
  const publicKey = unpacked(((await answer.json()) as { publicKey: Told }).publicKey) as unknown;
  try {
    const key =
      form.dataset.passkey === "create"
        ? await navigator.credentials.create({ publicKey: publicKey as PublicKeyCredentialCreationOptions })
        : await navigator.credentials.get({ publicKey: publicKey as PublicKeyCredentialRequestOptions });
    const field = form.elements.namedItem("credential") as HTMLInputElement;
    field.value = JSON.stringify(packed(key as PublicKeyCredential));
    form.submit();
  } catch (refused) {
    if (!(refused instanceof DOMException)) throw refused;
    say(form, "[data-said-refused]");
  }
}

function say(form: HTMLFormElement, which: string): void {
  const line = form.querySelector<HTMLElement>("[data-passkey-error]");
  if (!line) return;
  line.textContent = form.querySelector(which)?.textContent ?? "";
  line.hidden = false;
}

// An address of digits can have no passkeys: a key belongs to a name.
const named = !/^[\d.]+$|:/.test(location.hostname);
const able = window.isSecureContext && named && "PublicKeyCredential" in window;
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
  form.hidden = !able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(form);
  });
}
for (const absent of document.querySelectorAll<HTMLElement>("[data-passkey-absent]")) absent.hidden = able;
