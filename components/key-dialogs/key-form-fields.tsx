"use client";

import type { ReactNode } from "react";
import { AdvancedFields } from "#components/key-dialogs/advanced-fields.tsx";
import { ExpiryField } from "#components/key-dialogs/expiry-field.tsx";
import { RateLimitField } from "#components/key-dialogs/rate-limit-field.tsx";
import { ScopeField } from "#components/key-dialogs/scope-field.tsx";
import { scopeChoices } from "#components/key-dialogs/scope-presets.ts";
import type { KeyRules } from "#components/keys/key-rules.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { PublicKey } from "#lib/keys/schema.ts";

type KeyFormFieldsProps = {
  /** The key that is changed; null for a new one. */
  current: PublicKey | null;
  rules: KeyRules;
  errors: Record<string, string | undefined>;
  /** What only a new key has. */
  children?: ReactNode;
};

/** What can be chosen when a key is created and when it is edited. */
export function KeyFormFields({ current, rules, errors, children }: KeyFormFieldsProps) {
  const { limits, key_policy: policy } = rules.workspace;
  const scopes = current?.scopes ?? [];
  return (
    <>
      <Field
        label="Name"
        hint="Optional. For example, the app, job or server that uses it."
        error={errors.name}
      >
        {(aria) => (
          <Input
            {...aria}
            name="name"
            defaultValue={current?.name ?? ""}
            placeholder="ci-pipeline"
            autoComplete="off"
            maxLength={100}
          />
        )}
      </Field>
      {children}
      <ScopeField
        choices={scopeChoices(rules.scopes, policy.grantable_scopes, scopes)}
        current={scopes}
        error={errors.scopes}
      />
      <ExpiryField policy={policy} current={current} error={errors.expires_at} />
      <RateLimitField
        current={current?.rate_limit ?? null}
        requestsPerMinute={limits.requests_per_minute}
        errors={errors}
      />
      <AdvancedFields current={current} errors={errors} />
    </>
  );
}
