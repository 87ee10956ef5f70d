import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/assets/",
  plugins: [react()],
  build: {
    manifest: "manifest.json",
    assetsDir: "",
    emptyOutDir: false, // dist/.keep is in the repository; npm run build clears the rest
    target: "es2022",
    rolldownOptions: { input: { main: "src/main.tsx" } },
  },
  test: { include: ["src/**/*.test.ts"] },
});
