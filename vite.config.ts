import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vite";

// An island is a file parvis/web/<screen>/islands/<name>.ts; files that start with _ are shared code, not entries.
const screens = "parvis/web";
const entries = readdirSync(screens)
  .map((screen) => join(screens, screen, "islands"))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith(".ts") && !name.startsWith("_"))
      .map((name) => join(folder, name)),
  );

// The letters of the pictures that Python draws (parvis/web/openweb/drawing.py), with their licence.
const letters = "node_modules/@fontsource/source-sans-3";
const lettersOfPictures = {
  name: "letters-of-pictures",
  generateBundle(this: { emitFile: (file: { type: "asset"; fileName: string; source: Uint8Array }) => void }) {
    for (const [from, to] of [
      ["files/source-sans-3-latin-400-normal.woff", "letters/regular.woff"],
      ["files/source-sans-3-latin-600-normal.woff", "letters/strong.woff"],
      ["LICENSE", "letters/LICENSE"],
    ]) {
      this.emitFile({ type: "asset", fileName: to, source: readFileSync(join(letters, from)) });
    }
  },
};

export default defineConfig({
  plugins: [lettersOfPictures],
  base: "/static/dist/",
  publicDir: false,
  build: {
    outDir: "parvis/web/static/dist",
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    target: "es2022",
    rollupOptions: { input: entries },
  },
});
