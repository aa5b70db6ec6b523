"use client";

import { usePathname, useRouter } from "next/navigation";
import { useQueryState } from "nuqs";
import { environments, inEnvironment, useEnvironment } from "#components/shell/environment.ts";
import { staysOffline } from "#components/shell/offline-links.ts";
import { sections } from "#components/shell/sections.ts";
import { Segmented } from "#components/ui/segmented.tsx";

const options = environments.map((value) => ({ value, label: value === "live" ? "Live" : "Test" }));

/** Live or test, for every page. */
export function EnvironmentSwitch() {
  const [environment, setEnvironment] = useEnvironment();
  const [, setKey] = useQueryState("key");
  const path = usePathname();
  const router = useRouter();
  return (
    <Segmented
      label="Environment"
      size="small"
      options={options}
      value={environment}
      onChange={(next) => {
        // A key or a request belongs to one environment, so the switch leaves its page for the list.
        const list = sections.find(({ href }) => path.startsWith(`${href}/`) && hasDetails.has(href));
        // The filter by key, too: it would find nothing in the other environment.
        if (!list) void Promise.all([setEnvironment(next), setKey(null)]);
        else if (!staysOffline()) router.push(inEnvironment(list.href, next));
      }}
    />
  );
}

const hasDetails = new Set<string>(["/settings/api-keys", "/settings/requests"]);
