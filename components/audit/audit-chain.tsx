"use client";

import { useQuery } from "@tanstack/react-query";
import { callApi } from "#components/api-client.ts";
import { verificationText } from "#components/audit/verification-text.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { useHydrated } from "#components/forms/use-hydrated.ts";
import { useSubmission } from "#components/forms/use-submission.ts";
import { readOnDesk } from "#components/operator/read-desk.ts";
import { refetchEveryMs } from "#components/refetching.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyText } from "#components/ui/copy-text.tsx";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { AuditChain as Chain } from "#lib/operator/audit-schema.ts";

const whileRunningMs = 1000;

type AuditChainProps = {
  /** Null: the installation's own chain. */
  workspaceId: string | null;
  /** Verifies the log on the command line. */
  command: string;
};

/** Whether the audit log is intact: of a workspace, or of the installation. The server checks it in the background. */
export function AuditChain({ workspaceId, command }: AuditChainProps) {
  const hydrated = useHydrated();
  const chain = useQuery({
    queryKey: ["operator", "audit-chain", workspaceId],
    queryFn: ({ signal }) =>
      readOnDesk<Chain>(`audit-chain${workspaceId ? `?workspace_id=${workspaceId}` : ""}`, signal),
    refetchInterval: ({ state }) =>
      state.data?.verification?.status === "running" ? whileRunningMs : refetchEveryMs,
  });
  const start = useSubmission({
    again: () => true,
    mutationFn: () =>
      callApi("POST", "/operator/audit-chain/verify", {
        body: workspaceId ? { workspace_id: workspaceId } : {},
      }),
    // Also after an error: someone else may have started it.
    onSettled: () => chain.refetch(),
  });
  const isRunning = chain.data?.verification?.status === "running";
  return (
    <SettingsSection
      title="Integrity"
      description={`Sealed events form a chain, so a changed or deleted one is noticed. The server checks it in the background, as ${command} does on the command line.`}
      footer={
        <Button
          tone="plain"
          disabled={!hydrated || isRunning}
          pending={start.isPending || isRunning}
          onClick={() => start.mutate()}
        >
          {workspaceId ? "Verify this workspace's chain" : "Verify all chains"}
        </Button>
      }
    >
      <QueryView query={chain} what="the chain">
        {(data) => <ChainFacts chain={data} />}
      </QueryView>
      <FormSummary>{start.isPending ? null : start.error?.message}</FormSummary>
    </SettingsSection>
  );
}

function ChainFacts({ chain: { chain, head, verification } }: { chain: Chain }) {
  const said = verification && verificationText(verification);
  return (
    <div className="grid gap-4">
      <Facts>
        <Fact name={chain === "installation" ? "Head of the installation's chain" : "Head of this chain"}>
          {head ? (
            <>
              Event {head.number.toLocaleString("en")}
              <CopyText text={head.hash} label="Copy the hash of the head" className="text-muted" />
            </>
          ) : (
            "No event is sealed yet"
          )}
        </Fact>
        <Fact name="Last verification">
          {verification ? (
            <TimeAgo at={verification.finished_at ?? verification.started_at} />
          ) : (
            "None since the server's start"
          )}
        </Fact>
      </Facts>
      <div role="status" className="contents">
        {said ? (
          <Notice tone={said.tone}>
            <p className="wrap-anywhere">{said.text}</p>
          </Notice>
        ) : null}
      </div>
    </div>
  );
}
