// A page can be read without its script, so what reading needs comes first.
const start = (): void => void import("./start");
if (document.readyState === "complete") start();
else addEventListener("load", start, { once: true });
