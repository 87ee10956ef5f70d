import { useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { navigate, usePathname, useSearch } from "wouter/use-browser-location";
import { Summons } from "../search/Summons";
import { addressOfClick, addressOfForm } from "./links";
import { Islands } from "./Islands";
import { Elsewhere, type Page } from "./page";
import { pageQuery } from "./queries";
import { keepPlaces, restorePlace } from "./places";
import { useVisit } from "./visit";
import { Waiting } from "./Waiting";

// Shows the page of the address, and goes from page to page without leaving the document.
export function Shell() {
  const address = usePathname() + useSearch();
  const { data, error, failureReason, isFetching } = useQuery(pageQuery(address));
  const [shown, setShown] = useState<Page | undefined>(data);
  useVisits();
  useEffect(keepPlaces, []);

  useEffect(() => {
    if (error instanceof Elsewhere) location.replace(address + location.hash);
  }, [error, address]);

  useLayoutEffect(() => {
    if (data) setShown(data);
  }, [data]);

  const said = useShown(shown, address);
  return (
    <>
      <p className="vh" role="status">{said}</p>
      <Waiting busy={isFetching} reason={failureReason instanceof Elsewhere ? null : failureReason} />
      {shown && <Islands key={shown.address} page={shown} />}
      <Summons />
    </>
  );
}

// Follows links and forms of the site.
function useVisits(): void {
  const visit = useVisit();
  useEffect(() => {
    const click = (event: MouseEvent): void => {
      const address = addressOfClick(event);
      if (address === null) return;
      event.preventDefault();
      visit(address);
    };
    const submit = (event: SubmitEvent): void => {
      const address = event.defaultPrevented || !(event.target instanceof HTMLFormElement) ? null : addressOfForm(event.target, event.submitter);
      if (address === null) return;
      event.preventDefault();
      visit(address);
    };
    document.addEventListener("click", click);
    document.addEventListener("submit", submit);
    return () => {
      document.removeEventListener("click", click);
      document.removeEventListener("submit", submit);
    };
  }, [visit]);
}

// Puts a page into the document, with the place and the focus where a reader looks for them. It gives what a screen
// reader is to say: the title of a page gone to.
function useShown(page: Page | undefined, address: string): string {
  const current = useRef(page);
  const [said, setSaid] = useState("");
  useLayoutEffect(() => {
    if (!page || page === current.current) return;
    current.current?.content.replaceWith(page.content);
    current.current = page;
    document.title = page.title;
    if (page.address !== address) navigate(page.address + location.hash, { replace: true });
    restorePlace();
    setSaid(page.title);
  }, [page, address]);
  return said;
}
