import react from "@vitejs/plugin-react";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

const parts = resolve(import.meta.dirname, "src/graphiql/monaco.ts");

export default defineConfig({
  base: "/assets/",
  plugins: [react()],
  resolve: { alias: [{ find: /^(monaco-graphql\/esm|\.)\/monaco-editor(\.js)?$/, replacement: parts }] },
  build: {
    manifest: "manifest.json",
    assetsDir: "",
    emptyOutDir: false, // dist/.keep is in the repository; npm run build clears the rest
    target: "es2022",
    rolldownOptions: {
      input: { main: "src/main.ts", graphiql: "src/graphiql/main.tsx" },
      onLog: (level, log, next) => { if (log.code !== "MODULE_LEVEL_DIRECTIVE") next(level, log); }, // GraphiQL's, of no effect
      output: { codeSplitting: { groups: [
        { name: "preload", test: /preload-helper/, priority: 9 }, // what every page needs must not come with the editor
        // one layer of the editor in a file each
        { name: "monaco-base", test: /monaco-editor\/esm\/vs\/(base\/|nls)/, priority: 3 },
        { name: "monaco-platform", test: /monaco-editor\/esm\/vs\/platform\//, priority: 2 },
        { name: "monaco-common", test: /monaco-editor\/esm\/vs\/editor\/common\//, priority: 1 },
      ] } },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});
