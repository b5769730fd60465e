// In the frame under another site's page: tells that site, and no other, how high it would like to be.

const root = document.querySelector<HTMLElement>("[data-embed]");
const site = root?.dataset.embed;

if (root && site && window.parent !== window) {
  const tell = () => window.parent.postMessage({ parvisHeight: root.scrollHeight + 16 }, site);
  new ResizeObserver(tell).observe(root);
  tell();
}

export {};
