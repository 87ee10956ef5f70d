import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { navigate } from "wouter/use-browser-location";
import { keepPlace } from "./places";
import { pageQuery } from "./queries";

const fresh = 10_000; // ms for which a page that was read before is shown as it was; going back shows it at any age

// Goes to an address of the site, as a click on a link would.
export function useVisit(): (address: string) => void {
  const client = useQueryClient();
  return useCallback((address: string) => {
    const key = pageQuery(address.split("#")[0] ?? "").queryKey;
    const known = client.getQueryState(key);
    if (known && Date.now() - known.dataUpdatedAt > fresh) client.removeQueries({ queryKey: key });
    keepPlace();
    navigate(address);
  }, [client]);
}
