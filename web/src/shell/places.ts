// Where the reader was on each page of the history, since the browser only knows pages it loaded itself.
const placeOf = (): number => (history.state as { place?: number } | null)?.place ?? 0;

export function keepPlaces(): () => void {
  history.scrollRestoration = "manual";
  let timer = 0;
  const keep = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => history.replaceState({ ...(history.state as object | null), place: scrollY }, ""), 100);
  };
  addEventListener("scroll", keep, { passive: true });
  return () => removeEventListener("scroll", keep);
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
