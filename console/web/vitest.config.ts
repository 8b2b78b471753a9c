// Unit tests run in Node with the little of a browser that the modules touch at load.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/*.test.ts"], setupFiles: ["test/browser.ts"] },
});
