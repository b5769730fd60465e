// Comments of our community under a page of another site:
// <script src="https://…/c/brand/embed.js" data-page="https://blog.example/article" async></script>
(() => {
  "use strict";
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const base = script.src.split("?")[0].replace(/\.js$/, "");
  const house = new URL(base).origin;
  const canonical = document.querySelector('link[rel="canonical"]');
  const page = script.dataset.page || (canonical && canonical.href) || location.href.split("#")[0];

  const counted = [...document.querySelectorAll("[data-comments-of]")];
  if (counted.length) {
    const asked = new URLSearchParams(counted.slice(0, 50).map((one) => ["page", one.dataset.commentsOf]));
    fetch(`${base}/counts?${asked}`, { credentials: "omit" })
      .then((answer) => answer.json())
      .then((found) => {
        for (const one of counted) one.textContent = String(found[one.dataset.commentsOf] ?? 0);
      })
      .catch(() => undefined);
  }
  if (script.dataset.only === "counts") return;

  const frame = document.createElement("iframe");
  frame.src = `${base}?page=${encodeURIComponent(page)}`;
  frame.title = script.dataset.title || "Comments";
  frame.loading = "lazy";
  frame.style.cssText = "inline-size:100%;block-size:28rem;border:0;color-scheme:normal";
  script.after(frame);
  window.addEventListener("message", (event) => {
    if (event.origin !== house || event.source !== frame.contentWindow) return;
    const high = event.data && event.data.parvisHeight;
    if (Number.isFinite(high) && high > 0) frame.style.blockSize = `${Math.min(Math.ceil(high), 20000)}px`;
  });
})();
