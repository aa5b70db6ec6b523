"use client";

import { useState } from "react";
import { exportData } from "#components/account/export-data.ts";
import { FormSummary } from "#components/forms/form-summary.tsx";
import { SubmitButton } from "#components/forms/submit-button.tsx";
import { useSubmission } from "#components/forms/use-submission.ts";
import { saveFile } from "#components/ui/save-file.ts";
import { SettingsSection } from "#components/ui/settings-section.tsx";
import { toast } from "#components/ui/toast.ts";

export function ExportSection() {
  const [records, setRecords] = useState(0);
  const download = useSubmission({
    again: () => true,
    mutationFn: () => exportData(setRecords),
    onMutate: () => setRecords(0),
    onSuccess(data) {
      saveFile(
        `latchkey-account-${data.profile.id}.json`,
        new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }),
      );
      toast.success("Data downloaded");
    },
  });
  return (
    <SettingsSection
      title="Export"
      description="Everything that is stored about you, as a JSON file: your profile, memberships and sessions, the API keys that you created, what you did according to the audit log, and from where you sent requests. Secrets and passwords aren't in it."
      footer={
        <>
          <span role="status" className="text-muted text-sm tabular-nums">
            {download.isPending && records > 0 ? `${records.toLocaleString("en")} records…` : null}
          </span>
          <SubmitButton
            type="button"
            tone="plain"
            pending={download.isPending}
            onClick={() => download.mutate()}
          >
            Download data
          </SubmitButton>
        </>
      }
    >
      {download.error ? <FormSummary>{download.error.message}</FormSummary> : null}
    </SettingsSection>
  );
}
