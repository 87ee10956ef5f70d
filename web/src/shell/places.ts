// Where the reader was on each page of the history, since the browser only knows pages it loaded itself.
const placeOf = (): number => (history.state as { place?: number } | null)?.place ?? 0;

export function keepPlace(): void {
  history.replaceState({ ...(history.state as object | null), place: scrollY }, "");
}

// Keeps the place whenever the reader has come to rest, since going back gives no time to do so.
export function keepPlaces(): () => void {
  history.scrollRestoration = "manual";
  let timer = 0;
  const rest = (): void => {
    clearTimeout(timer);
    const page = location.href;
    timer = window.setTimeout(() => location.href === page && keepPlace(), 100);
  };
  addEventListener("scroll", rest, { passive: true });
  return () => removeEventListener("scroll", rest);
}

// Goes to where the reader was, to the place the address names, or to the top; the focus goes along.
export function restorePlace(): void {
  const place = placeOf();
  const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  if (place > 0) scrollTo({ top: place, behavior: "instant" });
  else if (target) location.replace(location.hash); // by itself the browser does not mark the target of a pushed address
  else scrollTo({ top: 0, behavior: "instant" });
  (target ?? document.getElementById("main"))?.focus({ preventScroll: true });
}
