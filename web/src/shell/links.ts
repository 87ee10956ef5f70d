// The address a click leads to within the site, or null if it is the browser's business.
export function addressOfClick(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = linkAt(event.target);
  if (!link || link.hasAttribute("download") || (link.target && link.target !== "_self")) return null;
  return within(link.href);
}

// The link an event happened on; those of a picture do not count, their addresses are of another type.
export function linkAt(target: EventTarget | null): HTMLAnchorElement | null {
  const link = target instanceof Element ? target.closest("a[href]") : null;
  return link instanceof HTMLAnchorElement ? link : svgLink(link);
}

// A link in a picture, as an ordinary one.
function svgLink(link: Element | null): HTMLAnchorElement | null {
  if (!(link instanceof SVGAElement)) return null;
  const ordinary = document.createElement("a");
  ordinary.href = link.href.baseVal;
  return ordinary;
}

// The address a form asks for, if it only reads.
export function addressOfForm(form: HTMLFormElement, submitter: HTMLElement | null): string | null {
  if (form.method !== "get") return null;
  const url = new URL(form.action);
  url.search = "";
  for (const [name, value] of new FormData(form, submitter)) {
    if (typeof value === "string" && value !== "") url.searchParams.append(name, value);
  }
  return within(url.href);
}

// Path, query and fragment of an address of this site; null for one elsewhere and for a place on the page being shown.
function within(href: string): string | null {
  const url = new URL(href, location.href);
  if (url.origin !== location.origin) return null;
  if (url.hash && url.pathname + url.search === location.pathname + location.search) return null;
  return url.pathname + url.search + url.hash;
}
