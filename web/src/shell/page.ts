// A page as the server sent it. The server renders every page once, in HTML; here it is shown, kept and brought to life,
// never written a second time.
export interface Page {
  address: string; // path and query, after redirects
  title: string;
  content: HTMLElement; // #page: head, lens, text and foot
}

// Thrown if an address is not one of the site's pages (a file, GraphiQL), which the browser then goes to by itself.
export class Elsewhere extends Error {}

// Thrown if the server is there but cannot answer yet.
export class Unavailable extends Error {}

const contentId = "page";

// The page the browser loaded.
export function loadedPage(): Page {
  return { address: location.pathname + location.search, title: document.title, content: contentOf(document) };
}

export async function fetchPage(address: string, signal?: AbortSignal): Promise<Page> {
  const response = await fetch(address, { headers: { Accept: "text/html" }, signal });
  if (response.status === 503 || response.status === 504) throw new Unavailable("The server cannot answer just now.");
  if (!response.headers.get("Content-Type")?.startsWith("text/html")) throw new Elsewhere(address);
  const parsed = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!parsed.getElementById(contentId)) throw new Elsewhere(address);
  const { pathname, search } = new URL(response.url);
  return { address: pathname + search, title: parsed.title, content: document.adoptNode(contentOf(parsed)) };
}

function contentOf(doc: Document): HTMLElement {
  const content = doc.getElementById(contentId);
  if (!content) throw new Error(`the page has no #${contentId}`);
  return content;
}
