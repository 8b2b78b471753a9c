// Builds the pages into console/static, which is committed and shipped in the wheel.
import { defineConfig } from "vite";

// `npm run dev` shows pages against a console that runs here.
const CONSOLE = "http://127.0.0.1:8765";

export default defineConfig({
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../static",
    emptyOutDir: true,
    target: "es2022",
    // Everything in files of our own: the content security policy allows no inline scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    sourcemap: false,
  },
  server: { proxy: { "/api": CONSOLE, "/healthz": CONSOLE } },
});
