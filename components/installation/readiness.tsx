"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import { callApi } from "#components/api-client.ts";
import { countText } from "#components/durations.ts";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { PageHeading } from "#components/settings/page-heading.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { Checklist, ChecklistItem } from "#lib/readiness/schema.ts";

/** Not rendered on the server: the email server can take seconds to answer. `command` runs the checks on the command line. */
export function Readiness({ command }: { command: string }) {
  const checklist = useQuery({
    queryKey: ["operator", "checklist"],
    queryFn: async ({ signal }) =>
      (await callApi<{ data: Checklist }>("GET", "/operator/checklist", { signal })).data,
  });
  const hydrated = useHydrated();
  // While it is tried again and again, the banner says so.
  const isChecking = checklist.isFetching && checklist.failureCount === 0;
  return (
    <>
      <PageHeading
        title="Ready for production"
        action={
          <Button
            tone="plain"
            disabled={!hydrated}
            pending={isChecking}
            onClick={() => void checklist.refetch()}
          >
            {isChecking ? <Spinner /> : null} Check again
          </Button>
        }
      >
        What to look at before others use this installation.
      </PageHeading>
      <QueryView query={checklist} what="the checklist">
        {(found) => (
          <div className="grid gap-5">
            <Verdict {...found} />
            <Card aria-label="Checklist">
              <ul className="divide-y text-sm">
                {found.items.map((item) => (
                  <Item key={item.id} {...item} />
                ))}
              </ul>
            </Card>
            <p className="max-w-[65ch] text-muted text-sm">
              <code className="text-compact">{command}</code> runs the same checks on the server. They don't
              see everything: try to restore a backup, and let somebody from outside sign up.
            </p>
          </div>
        )}
      </QueryView>
    </>
  );
}

function Verdict({ items, checked_at }: Checklist) {
  const count = (state: ChecklistItem["state"]) => items.filter((item) => item.state === state).length;
  const [problems, open] = [count("problem"), count("attention")];
  const looked = open > 0 ? `${countText(open, "item")} to look at.` : "";
  return (
    <div role="status">
      <Notice tone={problems > 0 ? "danger" : open > 0 ? "brass" : "good"}>
        {problems > 0 ? `${countText(problems, "problem")} to fix. ` : "No problems found. "}
        {looked} Checked <TimeAgo at={checked_at} />.
      </Notice>
    </div>
  );
}

const states = {
  problem: { name: "Problem", Icon: CircleX, look: "text-danger" },
  attention: { name: "Look at this", Icon: CircleAlert, look: "text-brass-deep" },
  ok: { name: "OK", Icon: CircleCheck, look: "text-good" },
};

function Item({ state, title, meaning, found, fix }: ChecklistItem) {
  const { name, Icon, look } = states[state];
  return (
    <li className="flex gap-3 px-5 py-4 sm:px-6">
      <Icon className={`mt-0.5 size-4 shrink-0 ${look}`} aria-hidden />
      <div className="grid min-w-0 flex-1 gap-1 sm:grid-cols-[14rem_minmax(0,1fr)] sm:gap-x-6">
        <h2 className="font-medium">
          {title} <span className={`font-normal text-compact ${look}`}>{name}</span>
        </h2>
        <div className="grid min-w-0 gap-1">
          <p className="wrap-anywhere first-letter:uppercase">{found}.</p>
          {fix ? <p className="wrap-anywhere font-medium">{fix}</p> : null}
          <p className="text-muted">{meaning}</p>
        </div>
      </div>
    </li>
  );
}
