import { existsSync, readdirSync } from "node:fs";
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

export default defineConfig({
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
